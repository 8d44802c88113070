// A package that other people's clients send: made by `upload pack`, as a file, with what they have to say of it.
import { expect } from '@playwright/test';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eligible, PERSON, SERVICE } from '../applicant';
import { pdf } from '../documents';
import { CONTENT, Endpoint, pack } from '../endpoint';

/** The most bytes of a part (`PART_BYTES` in upload/src/receive.rs): what a killed endpoint can have lost. */
export const PART = 1024 * 1024;

/** Bytes a second, upwards: so slow that there is time to break the link. */
export const SLOW = 1_500_000;

/** How to wait for a moment of an upload: looking often, or it is over before anybody breaks it; and for long,
    as a client may start slowly on a busy machine. */
export const PATIENCE = { timeout: 60_000, intervals: [50] };

export class Parcel {
  /** A folder of its own, for what a client keeps, too. */
  readonly folder = mkdtempSync(join(tmpdir(), 'panduan-parcel-'));
  readonly path = join(this.folder, 'package.zip');
  readonly size: number;
  /** What `Upload-Metadata` has to carry. */
  readonly metadata: { service: string; sha256: string };

  constructor() {
    const documents = {
      passport: pdf('passport.pdf', 1_900_000),
      itk: pdf('permit.pdf', 1_900_000),
      'special-requirements': pdf('contract.pdf', 1_200_000),
    };
    const bytes = pack(eligible(), PERSON, documents, CONTENT);
    writeFileSync(this.path, bytes);
    this.size = bytes.length;
    this.metadata = { service: SERVICE, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  /** The same, with a key made by the client: creating twice gives the same upload. */
  metadataWithKey() {
    return { ...this.metadata, key: randomBytes(16).toString('hex') };
  }

  /** Holds that an endpoint gives a receipt for the upload at this address and has this package, once;
      returns the receipt's code. */
  async expectReceived(upload: string, endpoint: Endpoint): Promise<string> {
    const answer = await fetch(`${upload}/receipt`);
    expect(answer.status).toBe(200);
    const { receipt } = (await answer.json()) as { receipt: string };
    const names = endpoint.packages();
    expect(names).toHaveLength(1);
    const stored = readFileSync(join(endpoint.store, 'packages', names[0]));
    expect(stored.equals(readFileSync(this.path))).toBe(true);
    return receipt;
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }
}

/** How many bytes of the upload at this address are kept. */
export async function offsetOf(upload: string): Promise<number> {
  const answer = await fetch(upload, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  expect(answer.status).toBe(200);
  return Number(answer.headers.get('Upload-Offset'));
}

/** How many uploads an endpoint knows. */
export function uploadsIn(endpoint: Endpoint): number {
  const folder = join(endpoint.store, 'uploads');
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

/** Holds that not much more was sent than there was to send. */
export function expectLittleSentTwice(sent: number, { size }: Parcel, lost = 0) {
  console.log(`${size} bytes arrived, ${sent} were sent: ${(sent / size).toFixed(4)} times as many`);
  expect(sent).toBeGreaterThanOrEqual(size);
  // Besides what was lost: the heads of requests, and what was on its way, or not yet read, when the link broke.
  expect(sent - size).toBeLessThanOrEqual(lost + 300_000);
}
