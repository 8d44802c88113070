// A link as bad as people have it: a proxy in front of an endpoint that cuts, stalls, loses answers and is
// slow, as it is told to, and counts what goes through it.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Bytes that are taken from the applicant at a time. The fewer, the less is on its way when the endpoint
    says that it wants no more. */
const PIECE = 8 * 1024;

/** What is wrong with a link. What is not named is in order. */
export interface Faults {
  /** Everything is cut this often, both sides told by a reset. */
  cutEverySeconds?: number;
  /** One connection is reset at moments that nobody can foresee, this often on average. */
  resetEverySeconds?: number;
  /** Everything falls silent this often; see `Link.stall`. */
  stallEverySeconds?: number;
  /** Whether the request arrives, but its answer does not, and the connection is cut instead. Answers are
      counted from 1, from when the faults were set. */
  losesAnswer?: (answer: number) => boolean;
  /** How fast it is upwards, all connections together. */
  bytesPerSecond?: number;
}

/** What went through a link since it was made. */
export interface Count {
  /** Bytes that the applicant sent, requests' heads included. */
  received: number;
  /** How many of them the endpoint was given. */
  forwarded: number;
  connections: number;
  cuts: number;
  resets: number;
  stalls: number;
  lostAnswers: number;
}

export class Link {
  readonly count: Count = {
    received: 0,
    forwarded: 0,
    connections: 0,
    cuts: 0,
    resets: 0,
    stalls: 0,
    lostAnswers: 0,
  };
  private readonly connections = new Set<Connection>();
  private readonly chance: () => number;
  private timers: NodeJS.Timeout[] = [];
  private current: Faults = {};
  private answers = 0;
  /** When what has been sent so far is through, in milliseconds. */
  private freeAt = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
    seed: number,
  ) {
    this.chance = random(seed);
  }

  /** A link in order. The same seed makes it fail at the same moments. */
  static async to(endpoint: { url: string }, seed = 1): Promise<Link> {
    const server = createServer((applicant) => link.carry(applicant, new URL(endpoint.url)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const link = new Link(server, `http://127.0.0.1:${port}`, seed);
    return link;
  }

  get faults(): Faults {
    return this.current;
  }

  /** From now on these faults, and no other. */
  set faults(faults: Faults) {
    this.stopTimers();
    this.current = faults;
    this.answers = 0;
    this.freeAt = 0;
    const { cutEverySeconds, stallEverySeconds, resetEverySeconds } = faults;
    if (cutEverySeconds) this.timers.push(setInterval(() => this.cut(), cutEverySeconds * 1000));
    if (stallEverySeconds) this.timers.push(setInterval(() => this.stall(), stallEverySeconds * 1000));
    if (resetEverySeconds) this.resetAfter(resetEverySeconds);
  }

  /** Resets everything that is open. */
  cut() {
    for (const connection of this.carrying()) {
      this.count.cuts++;
      connection.reset();
    }
  }

  /** Nothing moves any more on what is open, and neither side is told, not by a later cut either; as when
      a router forgets who is behind it. What is opened next works. */
  stall() {
    for (const connection of this.carrying()) {
      this.count.stalls++;
      connection.fallSilent();
    }
  }

  /** The applicant's device has another address: it knows, and has lost all that was open; the endpoint goes
      on waiting for what will not come. */
  changeAddress() {
    for (const connection of this.carrying()) {
      connection.fallSilent();
      connection.applicant.resetAndDestroy();
    }
  }

  /** Ends everything, for both sides. */
  async close() {
    this.stopTimers();
    for (const connection of this.connections) connection.reset();
    this.server.close();
    await once(this.server, 'close');
  }

  private carry(applicant: Socket, { hostname, port }: URL) {
    this.count.connections++;
    const connection = new Connection(applicant, connect(Number(port), hostname), this.count, {
      wait: (bytes) => this.wait(bytes),
      loses: () => this.current.losesAnswer?.(++this.answers) ?? false,
    });
    this.connections.add(connection);
    connection.onceGone(() => this.connections.delete(connection));
  }

  /** Milliseconds until this many bytes more are through. */
  private wait(bytes: number): number {
    const { bytesPerSecond = Infinity } = this.current;
    const now = performance.now();
    this.freeAt = Math.max(now, this.freeAt) + (bytes / bytesPerSecond) * 1000;
    return this.freeAt - now;
  }

  private carrying(): Connection[] {
    return [...this.connections].filter((connection) => !connection.isSilent);
  }

  /** Moments that do not know of each other: the waits between them are distributed exponentially. One that
      finds nothing open comes back until it does, or a run could be without any. */
  private resetAfter(seconds: number, wait = -Math.log(1 - this.chance()) * seconds * 1000) {
    const timer = setTimeout(() => {
      this.timers.splice(this.timers.indexOf(timer), 1);
      const open = this.carrying();
      if (open.length === 0) return this.resetAfter(seconds, 50);
      this.count.resets++;
      open[Math.floor(this.chance() * open.length)].reset();
      this.resetAfter(seconds);
    }, wait);
    this.timers.push(timer);
  }

  private stopTimers() {
    // Node clears either kind by either name.
    this.timers.forEach(clearTimeout);
    this.timers = [];
  }
}

/** What the link says about bytes on their way. */
interface Rules {
  wait: (bytes: number) => number;
  loses: () => boolean;
}

/** One connection through the link: from the applicant to it, and from it to the endpoint. */
class Connection {
  isSilent = false;
  private isBusy = false;

  constructor(
    readonly applicant: Socket,
    private readonly endpoint: Socket,
    private readonly count: Count,
    private readonly rules: Rules,
  ) {
    applicant.on('readable', () => this.takePiece());
    endpoint.on('data', (answer) => {
      if (rules.loses()) {
        count.lostAnswers++;
        this.reset();
      } else {
        applicant.write(answer);
      }
    });
    for (const [one, other] of [
      [applicant, endpoint],
      [endpoint, applicant],
    ]) {
      // Every error is followed by the end of the connection. Then the other side is given what is still
      // on its way, and nothing more is taken from it, as if it had been connected to this one.
      one.on('error', () => {});
      one.on('close', () => this.isSilent || other.destroySoon());
    }
  }

  fallSilent() {
    this.isSilent = true;
    this.endpoint.pause();
  }

  reset() {
    this.applicant.resetAndDestroy();
    this.endpoint.resetAndDestroy();
  }

  /** Calls when both sides are closed. */
  onceGone(call: () => void) {
    let open = 2;
    for (const side of [this.applicant, this.endpoint]) side.once('close', () => --open === 0 && call());
  }

  /** Passes a piece on at once, so that a cut loses nothing that was counted, and then waits for as long as
      it takes. Meanwhile what is not taken fills the applicant's own buffers: it sends no faster than this. */
  private takePiece() {
    const { applicant, endpoint, count, rules } = this;
    // What is still in the buffer of a connection that has ended never went over the link.
    if (this.isSilent || this.isBusy || applicant.destroyed || endpoint.destroyed) return;
    const piece: Buffer | null = applicant.read(Math.min(PIECE, applicant.readableLength));
    if (!piece) return;
    this.isBusy = true;
    count.received += piece.length;
    const wait = rules.wait(piece.length);
    endpoint.write(piece, (error) => {
      if (!error) count.forwarded += piece.length;
      setTimeout(() => {
        this.isBusy = false;
        this.takePiece();
      }, wait);
    });
  }
}

/** Numbers from 0 to 1, the same for the same seed (the generator mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let number = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    number = (number + Math.imul(number ^ (number >>> 7), 61 | number)) ^ number;
    return ((number ^ (number >>> 14)) >>> 0) / 4294967296;
  };
}
