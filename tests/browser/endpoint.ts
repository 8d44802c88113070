// An endpoint of one's own, with its own store, to be killed and started again.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICE } from './applicant';
import { type File } from './documents';

/** Where an endpoint has its definitions: the built site, which it then serves as well. */
const SITE = ['--site', process.env.PANDUAN_DIST!];

/** The same, as an editor writes them; without pages. */
export const CONTENT = ['--content', fileURLToPath(new URL('../../content', import.meta.url))];

export class Endpoint {
  readonly store = mkdtempSync(join(tmpdir(), 'panduan-store-'));
  /** Packages as the office has opened them. */
  private readonly opened = mkdtempSync(join(tmpdir(), 'panduan-opened-'));
  private process?: ChildProcess;

  private constructor(
    private readonly port: number,
    private readonly options: string[],
  ) {}

  /** One with these options, and the site if there are none. */
  static async start(options = SITE): Promise<Endpoint> {
    const endpoint = new Endpoint(await freePort(), options);
    await endpoint.start();
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    this.process = spawn(
      process.env.PANDUAN_UPLOAD_BIN!,
      ['serve', '--listen', `127.0.0.1:${this.port}`, '--store', this.store, ...this.options],
      { stdio: 'ignore' },
    );
    for (let tries = 0; tries < 100; tries++) {
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the endpoint did not start');
  }

  /** No warning, no time to tidy up: as when the power goes. */
  async kill() {
    if (this.process!.exitCode !== null || this.process!.signalCode !== null) return;
    const gone = new Promise((resolve) => this.process!.once('exit', resolve));
    this.process!.kill('SIGKILL');
    await gone;
  }

  async remove() {
    await this.kill();
    rmSync(this.store, { recursive: true });
    rmSync(this.opened, { recursive: true });
  }

  /** Names of the packages that are stored. */
  packages(): string[] {
    const folder = join(this.store, 'packages');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** The one package that is stored, as the office opens and accepts it: where it is stored, how many bytes
      it has there, and the path of the package as it was before it was sealed. */
  theOnePackage(): { stored: string; size: number; path: string } {
    const names = this.packages();
    if (names.length !== 1) throw new Error(`there are ${names.length} packages, not one`);
    const stored = join(this.store, 'packages', names[0]);
    const isSealed = stored.endsWith('.age');
    const path = isSealed ? join(this.opened, 'package.zip') : stored;
    const open = ['open', '--identity', process.env.PANDUAN_IDENTITY!, stored, '--out', path];
    execFileSync(process.env.PANDUAN_UPLOAD_BIN!, [...(isSealed ? open : ['verify', path]), ...SITE]);
    return { stored, size: statSync(stored).size, path };
  }
}

/** The package that `upload pack` makes of the same answers, details and documents, today. */
export function pack(
  answers: Record<string, string>,
  details: Record<string, string>,
  documents: Record<string, File>,
  definitions = SITE,
): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'panduan-pack-'));
  try {
    const values = Object.entries(answers).map(([id, value]) => [id, { true: true, false: false }[value] ?? value]);
    writeFileSync(join(folder, 'answers.json'), JSON.stringify(Object.fromEntries(values)));
    writeFileSync(join(folder, 'details.json'), JSON.stringify(details));
    const given = Object.entries(documents).flatMap(([id, { name, buffer }]) => {
      writeFileSync(join(folder, name), buffer);
      return ['--document', `${id}=${join(folder, name)}`];
    });
    const out = join(folder, 'package.zip');
    execFileSync(process.env.PANDUAN_UPLOAD_BIN!, [
      ...['pack', SERVICE, ...definitions, '--out', out],
      ...['--answers', join(folder, 'answers.json'), '--details', join(folder, 'details.json'), ...given],
    ]);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether the Library of Congress's BagIt validator accepts a package; throws if not. */
export function validateBag(file: string) {
  const folder = mkdtempSync(join(tmpdir(), 'panduan-bag-'));
  try {
    execFileSync('python3', ['-m', 'zipfile', '-e', file, folder]);
    const [bag] = readdirSync(folder);
    execFileSync(process.env.PANDUAN_BAGIT!, ['--validate', join(folder, bag)], { stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
