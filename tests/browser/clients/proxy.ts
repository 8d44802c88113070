// nginx and Caddy, started with the examples of docs/deploy: the names, folders and ports in them are replaced
// by those of the test, and nothing else.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../endpoint';

export type Server = 'nginx' | 'Caddy';

/** The example that a server is configured by. */
const EXAMPLES: Record<Server, string> = { nginx: 'nginx.conf', Caddy: 'Caddyfile' };

/** What an example says in more than one place is replaced everywhere; what it does not say is a mistake. */
function replaced(text: string, values: Record<string, string>): string {
  for (const [written, ours] of Object.entries(values)) {
    if (!text.includes(written)) throw new Error(`the example does not say: ${written}`);
    text = text.replaceAll(written, ours);
  }
  return text;
}

export class Proxy {
  private process?: ChildProcess;
  private said = '';

  private constructor(
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** A server in front of an endpoint, with the site's pages. `changes` are made to the example. */
  static async start(server: Server, endpoint: string, changes: Record<string, string> = {}): Promise<Proxy> {
    const port = await freePort();
    const proxy = new Proxy(mkdtempSync(join(tmpdir(), 'panduan-proxy-')), `http://127.0.0.1:${port}`);
    const example = fileURLToPath(new URL(`../../../docs/deploy/${EXAMPLES[server]}`, import.meta.url));
    // Comments name what the rest does.
    const text = readFileSync(example, 'utf8').replace(/^\s*#.*\n/gm, '');
    const ours = { ...changes, '127.0.0.1:8080': new URL(endpoint).host, '/srv/panduan/dist': process.env.PANDUAN_DIST! };
    try {
      if (server === 'nginx') proxy.startNginx(text, ours, port);
      else proxy.startCaddy(text, ours, port);
      await proxy.answers();
      return proxy;
    } catch (error) {
      await proxy.stop();
      throw error;
    }
  }

  /** All that the server wrote about what it did. */
  get log(): string {
    const files = readdirSync(this.folder).filter((name) => name.endsWith('.log'));
    return [this.said, ...files.map((name) => readFileSync(join(this.folder, name), 'utf8'))].join('\n');
  }

  async stop() {
    if (this.process && this.process.exitCode === null) {
      const gone = new Promise((resolve) => this.process!.once('exit', resolve));
      this.process.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true });
  }

  /** The example is a part of nginx's configuration; the rest, as small as it can be, is written here. */
  private startNginx(text: string, ours: Record<string, string>, port: number) {
    const site = replaced(text, { ...ours, 'listen 80;': `listen 127.0.0.1:${port};`, '/var/log/nginx': this.folder });
    writeFileSync(join(this.folder, 'site.conf'), site);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const main = `
      ${process.getuid!() === 0 ? 'user root root;' : ''}
      daemon off;
      pid ${this.folder}/nginx.pid;
      error_log stderr crit;
      events {}
      http {
        include /etc/nginx/mime.types;
        default_type application/octet-stream;
        ${temporary.map((kind) => `${kind}_temp_path ${this.folder}/${kind};`).join('\n')}
        include ${this.folder}/site.conf;
      }`;
    writeFileSync(join(this.folder, 'main.conf'), main);
    // Debian keeps it where only root looks.
    const path = `${process.env.PATH}:/usr/sbin`;
    this.spawn('nginx', ['-p', this.folder, '-e', 'stderr', '-c', join(this.folder, 'main.conf')], { PATH: path });
  }

  private startCaddy(text: string, ours: Record<string, string>, port: number) {
    // Without a name there is no certificate to fetch; what it would keep of its own goes with the folder.
    const site = replaced(text, { ...ours, 'panduan.example.org {': `http://127.0.0.1:${port} {`, '\tservers {': '\tadmin off\n\tservers {' });
    writeFileSync(join(this.folder, 'Caddyfile'), site);
    this.spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', join(this.folder, 'Caddyfile')], {
      HOME: this.folder,
      XDG_CONFIG_HOME: this.folder,
      XDG_DATA_HOME: this.folder,
    });
  }

  private spawn(program: string, args: string[], env: NodeJS.ProcessEnv) {
    this.process = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (words: string) => (this.said += words));
    }
    this.process.on('error', (error) => (this.said += String(error)));
  }

  /** Waits until it answers, or throws what it said instead. */
  private async answers() {
    for (let tries = 0; tries < 100; tries++) {
      if (this.process!.exitCode !== null) break;
      if (await fetch(`${this.url}/robots.txt`).catch(() => undefined)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the server did not start:\n${this.said}`);
  }
}
