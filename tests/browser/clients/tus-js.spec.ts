// tus-js-client, in Node: breaks in the middle, and goes on.
import { expect, test } from '@playwright/test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTENT, Endpoint } from '../endpoint';
import { Link } from '../link';
import { Client } from './client';
import { expectLittleSentTwice, offsetOf, Parcel, PART, PATIENCE, SLOW, uploadsIn } from './parcel';

const SEND = fileURLToPath(new URL('send.mjs', import.meta.url));

test.describe('tus-js-client', () => {
  let endpoint: Endpoint;
  let link: Link;
  let parcel: Parcel;
  test.beforeEach(async () => {
    endpoint = await Endpoint.start(CONTENT);
    link = await Link.to(endpoint);
    parcel = new Parcel();
  });
  test.afterEach(async () => {
    parcel.remove();
    await link.close();
    await endpoint.remove();
  });

  const client = (metadata: object, options = {}) =>
    new Client('node', [
      ...[SEND, `${link.url}/files`, parcel.path, join(parcel.folder, 'urls.json')],
      ...[JSON.stringify(metadata), JSON.stringify(options)],
    ]);
  const sent = () => link.count.received;

  // If it broke, this client would give up, or begin again, where ours goes on.
  test('goes on by itself when the connection is cut, and when the endpoint is killed', async () => {
    link.faults = { bytesPerSecond: SLOW };
    const sending = client(parcel.metadata);
    await expect.poll(sent, PATIENCE).toBeGreaterThan(1_500_000);
    link.cut();
    await expect.poll(sent, PATIENCE).toBeGreaterThan(3_500_000);
    await endpoint.kill();
    await endpoint.start();

    await parcel.expectReceived(await sending.succeeds(), endpoint);
    expectLittleSentTwice(sent(), parcel, PART);
    expect(uploadsIn(endpoint)).toBe(1);
  });

  // If it broke, whoever closes the program and opens it again would send everything again.
  test('goes on in a new process, from the addresses that it stored', async () => {
    link.faults = { bytesPerSecond: SLOW };
    const first = client(parcel.metadata);
    await expect.poll(sent, PATIENCE).toBeGreaterThan(2_500_000);
    await first.kill();
    await expect.poll(() => offsetOf(first.url!), PATIENCE).toBeGreaterThan(2_400_000);

    const url = await client(parcel.metadata).succeeds();
    expect(url).toBe(first.url);
    await parcel.expectReceived(url, endpoint);
    expectLittleSentTwice(sent(), parcel);
  });

  // If it broke, a lost answer would make a second application of one.
  test('creates one upload by its key, when the answer to the first bytes is lost', async () => {
    link.faults = { losesAnswer: (answer) => answer === 1 };
    const sending = client(parcel.metadataWithKey(), { uploadDataDuringCreation: true, chunkSize: 2_000_000 });
    await parcel.expectReceived(await sending.succeeds(), endpoint);
    expect(link.count.lostAnswers).toBe(1);
    expect(uploadsIn(endpoint)).toBe(1);
  });

  // If it broke, this client would give up where a link stood still for as long as the endpoint waits: on most
  // answers that begin with a 4 it does, so that one does not.
  test('goes on when the endpoint has stopped waiting for it', async () => {
    const impatient = await Endpoint.start([...CONTENT, '--idle-seconds', '1', '--header-seconds', '2']);
    const slow = await Link.to(impatient);
    try {
      slow.faults = { bytesPerSecond: SLOW };
      const sending = new Client('node', [
        ...[SEND, `${slow.url}/files`, parcel.path, join(parcel.folder, 'urls.json')],
        JSON.stringify(parcel.metadata),
      ]);
      await expect.poll(() => slow.count.received, PATIENCE).toBeGreaterThan(1_500_000);
      const { connections } = slow.count;
      slow.faults = { bytesPerSecond: 1 };
      await expect.poll(() => slow.count.connections, PATIENCE).toBeGreaterThan(connections);
      slow.faults = {};
      await parcel.expectReceived(await sending.succeeds(), impatient);
      expectLittleSentTwice(slow.count.received, parcel);
    } finally {
      await slow.close();
      await impatient.remove();
    }
  });

  // If it broke, an upload in parts that this endpoint cannot join would begin, and never end.
  test('is told by name what is not supported: parallel uploads', async () => {
    const options = { parallelUploads: 2, metadataForPartialUploads: parcel.metadata };
    const { status, body } = await client(parcel.metadata, options).fails();
    expect([status, JSON.parse(body!).code]).toEqual([400, 'unsupported-extension']);
  });
});
