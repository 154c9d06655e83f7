import { setTimeout as pause } from 'node:timers/promises';
import { Command } from '../command.ts';
import type { TrialBlobs } from '../places/trial-blobs.ts';
import type { TrialStore } from '../places/trial-store.ts';

/** What `fleetEnvironment` needs. */
export interface FleetSurroundings {
  readonly engine: { readonly url: string };
  readonly store: TrialStore;
  readonly blobs: TrialBlobs;
}

const API_KEY = 'a-key-that-nobody-guesses';

/** The settings that all processes of a deployment share, by their variables. */
export function fleetEnvironment({ engine, store, blobs }: FleetSurroundings): { readonly SPILLWAY_API_KEY: string } {
  const settings = {
    SPILLWAY_DATABASE_URL: store.url,
    SPILLWAY_BLOBS: blobs.place,
    SPILLWAY_ENGINE_URL: engine.url,
    SPILLWAY_API_KEY: API_KEY,
    SPILLWAY_PORT: '0',
  };
  return { ...blobs.env, ...settings };
}

export interface FleetOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Workers that are named like their predecessors and release their claims; the claims of the others must lapse. */
  readonly namedWorkers: 1 | 2;
}

/** How a process ended that was told to. */
export interface MemberEnd {
  readonly code: number | null;
  /** Whether it still ran when it was told. */
  readonly alive: boolean;
  readonly lastWords: string;
}

/** One process of a deployment, started again whenever it was killed. */
class Member {
  readonly name: string;
  readonly #args: readonly string[];
  readonly #options: FleetOptions;
  #command: Command;
  #env: Readonly<Record<string, string>> = {};
  kills = 0;

  constructor(name: string, args: readonly string[], options: FleetOptions) {
    this.name = name;
    this.#args = args;
    this.#options = options;
    this.#command = this.#start();
  }

  /** What it says when it is ready. Starts it again when it cannot, as while the database is away. */
  async ready(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = await this.#command.until(pattern);
      if (match) return match;
      await pause(200);
      this.#command = this.#start();
    }
  }

  async kill(): Promise<void> {
    this.kills++;
    await this.#command.kill('SIGKILL');
    this.#command = this.#start();
  }

  async stop(): Promise<MemberEnd> {
    const alive = this.#command.running;
    const { code } = await this.#command.kill('SIGTERM');
    return { code, alive, lastWords: this.#command.said.trim().split('\n').slice(-3).join(' | ') };
  }

  /** From its next start on. */
  remember(env: Readonly<Record<string, string>>): void {
    this.#env = env;
  }

  #start(): Command {
    const { folder, env } = this.#options;
    return new Command(this.#args, { cwd: folder, env: { ...env, ...this.#env } });
  }
}

const readyPattern = /spillway (?:serve|coordinate|work) ready(?: on (\S+))?/;

/** serve, coordinate and two work processes on one database. */
export class Fleet {
  readonly #members: readonly Member[];
  readonly #serve: Member;

  constructor(options: FleetOptions) {
    const member = (name: string, ...args: string[]): Member => new Member(name, args, options);
    this.#serve = member('serve', 'serve');
    this.#members = [
      this.#serve,
      member('coordinate', 'coordinate'),
      member('work 1', 'work', '--pool', 'spot', '--worker-id', 'spot-1'),
      member('work 2', 'work', '--pool', 'spot', ...(options.namedWorkers === 2 ? ['--worker-id', 'spot-2'] : [])),
    ];
  }

  /** Waits for all, and answers the URL of the API, which serve keeps over its restarts. */
  async ready(): Promise<string> {
    // Each once: a member that two wait for would be started twice when it cannot start at first.
    const [serving] = await Promise.all(this.#members.map((member) => member.ready(readyPattern)));
    const url = serving?.[1] ?? '';
    this.#serve.remember({ SPILLWAY_PORT: new URL(url).port });
    return url;
  }

  /** Kills each process so many times, each at moments of its own, and waits until it is ready again. */
  async killEach(
    times: number,
    { random, everyMs }: { readonly random: () => number; readonly everyMs: number },
  ): Promise<void> {
    await Promise.all(
      this.#members.map(async (member) => {
        while (member.kills < times) {
          await pause(everyMs * (0.25 + 1.5 * random()));
          await member.kill();
          await member.ready(readyPattern);
        }
      }),
    );
  }

  get kills(): ReadonlyMap<string, number> {
    return new Map(this.#members.map((member) => [member.name, member.kills]));
  }

  /** Drains all; answers by name how they ended. */
  async stop(): Promise<ReadonlyMap<string, MemberEnd>> {
    const ends = this.#members.map(async (member) => [member.name, await member.stop()] as const);
    return new Map(await Promise.all(ends));
  }
}

/** Sentences about those that ended by themselves, or did not drain. */
export function faultyEnds(ends: ReadonlyMap<string, MemberEnd>): readonly string[] {
  return [...ends].flatMap(([name, { code, alive, lastWords }]) => {
    if (!alive) return [`${name} had ended by itself: ${lastWords}`];
    return code === 0 ? [] : [`${name} did not drain, it ended with ${code}: ${lastWords}`];
  });
}
