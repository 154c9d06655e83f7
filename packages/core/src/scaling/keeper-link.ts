import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../clock.ts';
import { endGroup } from './end-group.ts';
import type { KeeperNews, KeeperOrder } from './keeper-words.ts';
import { birthOf } from './process-birth.ts';

/** The program lies beside this file, as source and as built. */
const program: string = fileURLToPath(new URL(`./keeper${extname(import.meta.url)}`, import.meta.url));

export interface KeeperLinkOptions {
  readonly clock: Clock;
  readonly onNews: (news: KeeperNews) => void;
}

type Start = Extract<KeeperOrder, { kind: 'start' }>;

interface Known {
  readonly graceMs: number;
  started: Extract<KeeperNews, { kind: 'started' }> | undefined;
}

/** A keeper and what it keeps, as seen by the process that it serves. */
export class KeeperLink {
  readonly #options: KeeperLinkOptions;
  readonly #keeper: ChildProcess;
  readonly #known = new Map<string, Known>();
  /** Settles when the keeper has ended, and with it all that it kept. */
  readonly gone: Promise<void>;
  #open = true;
  #closing = false;

  constructor(options: KeeperLinkOptions) {
    this.#options = options;
    this.#keeper = fork(program, [], { detached: true, execArgv: [], stdio: ['ignore', 'ignore', 2, 'ipc'] });
    this.#keeper.on('message', (news: KeeperNews) => this.#hear(news));
    this.gone = ended(this.#keeper).then(() => this.#endOrphans());
    // A program that forgets to close its target may end all the same.
    this.#keeper.unref();
    this.#keeper.channel?.unref();
  }

  /** False once it is gone or going; its replicas have ended, or are about to. */
  get open(): boolean {
    return this.#open && this.#keeper.connected;
  }

  start(order: Start): void {
    this.#known.set(order.replica, { graceMs: order.graceMs, started: undefined });
    this.#send(order);
  }

  stop(replica: string): void {
    this.#send({ kind: 'stop', replica });
  }

  /** Ends all that it keeps, and then itself. */
  async close(): Promise<void> {
    this.#open = false;
    this.#closing = true;
    this.#keeper.ref();
    if (this.#keeper.connected) this.#keeper.disconnect();
    await this.gone;
  }

  #send(order: KeeperOrder): void {
    // What a keeper that just died was not told is told to its successor, or ended by `#endOrphans`.
    this.#keeper.send(order, () => {});
  }

  #hear(news: KeeperNews): void {
    const known = this.#known.get(news.replica);
    if (news.kind === 'ended') this.#known.delete(news.replica);
    else if (known) known.started = news;
    this.#options.onNews(news);
  }

  /** Of what a keeper leaves behind that was killed, only processes that are certainly its own are ended. */
  async #endOrphans(): Promise<void> {
    this.#open = false;
    const { clock, onNews } = this.#options;
    const how = this.#closing ? 'the target was closed' : 'its keeper was killed';
    const end = async ([replica, { graceMs, started }]: [string, Known]): Promise<void> => {
      if (started?.birth !== undefined && birthOf(started.pid) === started.birth) {
        await endGroup(started.pid, { graceMs, clock });
      }
      onNews({ kind: 'ended', replica, how });
    };
    await Promise.all([...this.#known].map(end));
  }
}

/** Settles when the process has ended, or could not be started. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.on('error', () => child.pid === undefined && resolve());
  });
}
