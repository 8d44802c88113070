// A client in a process of its own, which says in lines of JSON what it does, and can be killed.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a client says at the end: where the upload is, or what it was answered. */
export interface Outcome {
  url?: string;
  error?: string;
  status?: number;
  body?: string;
}

export class Client {
  private readonly process: ChildProcess;
  private readonly gone: Promise<number | null>;
  private said: Outcome = {};
  private words = '';

  constructor(program: string, args: string[], env: NodeJS.ProcessEnv = {}) {
    this.process = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface(this.process.stdout!).on('line', (line) => (this.said = { ...this.said, ...JSON.parse(line) }));
    this.process.stderr!.setEncoding('utf8').on('data', (words: string) => (this.words += words));
    this.gone = new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('close', resolve);
    });
  }

  /** The address of its upload, as soon as it is known. */
  get url(): string | undefined {
    return this.said.url;
  }

  /** Waits until it has sent everything, or throws what went wrong. */
  async succeeds(): Promise<string> {
    const code = await this.gone;
    if (code !== 0 || !this.said.url) {
      throw new Error(`the client ended with ${code}: ${JSON.stringify(this.said)}\n${this.words}`);
    }
    return this.said.url;
  }

  /** Waits until it has given up, and says what it was answered. */
  async fails(): Promise<Outcome> {
    const code = await this.gone;
    if (code !== 1) throw new Error(`the client ended with ${code}: ${JSON.stringify(this.said)}\n${this.words}`);
    return this.said;
  }

  /** No warning, no time to tidy up; its sockets close with it. */
  async kill() {
    this.process.kill('SIGKILL');
    await this.gone;
  }
}
