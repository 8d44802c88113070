// tuspy, the Python client: in pieces and in one go, with checksums and without.
import { expect, test } from '@playwright/test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTENT, Endpoint } from '../endpoint';
import { Link } from '../link';
import { Client } from './client';
import { expectLittleSentTwice, offsetOf, Parcel, PART, PATIENCE, SLOW, uploadsIn } from './parcel';

const SEND = fileURLToPath(new URL('send.py', import.meta.url));

test.describe('tuspy', () => {
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

  // `-B`: compiled modules beside the sources would count as sources.
  const client = (metadata: object, options = {}) =>
    new Client(
      'python3',
      [
        ...['-B', '-s', SEND, `${link.url}/files`, parcel.path, join(parcel.folder, 'urls.json')],
        ...[JSON.stringify(metadata), JSON.stringify(options)],
      ],
      { PYTHONPATH: process.env.PANDUAN_TUSPY! },
    );
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

  // If it broke, a client that verifies what it sends could not send here; or a checksum would cost more
  // than the piece that it is of.
  test('sends pieces with their checksums, and goes on in a new process', async () => {
    const options = { upload_checksum: true, chunk_size: 500_000 };
    link.faults = { bytesPerSecond: SLOW };
    const first = client(parcel.metadata, options);
    await expect.poll(sent, PATIENCE).toBeGreaterThan(2_700_000);
    await first.kill();
    // Of the last piece nothing is kept: it was not verified.
    const kept = await offsetOf(first.url!);
    expect(kept % 500_000).toBe(0);
    expect(kept).toBeGreaterThanOrEqual(2_000_000);

    const second = client(parcel.metadata, options);
    await expect.poll(sent, PATIENCE).toBeGreaterThan(4_000_000);
    link.cut();
    const url = await second.succeeds();
    expect(url).toBe(first.url);
    await parcel.expectReceived(url, endpoint);
    expectLittleSentTwice(sent(), parcel, 2 * 500_000);
  });

  // If it broke, whoever forgets the metadata, which this client then sends empty, would not be told what is missing.
  test('is told which metadata is missing', async () => {
    const { status, body } = await client({}).fails();
    const { code, detail } = JSON.parse(body!);
    expect([status, code]).toEqual([400, 'bad-metadata']);
    expect(detail).toContain('sha256');
    expect(uploadsIn(endpoint)).toBe(0);
  });
});
