import type { MeterProvider } from '@opentelemetry/api';
import { type Clock, systemClock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import { type Randomness, systemRandomness } from '../randomness.ts';
import { countReplica } from '../telemetry/count-replica.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { KeeperLink } from './keeper-link.ts';
import type { KeeperNews } from './keeper-words.ts';
import { ReplicaGroup } from './replica-group.ts';
import type { ScaleTarget, ScaleWish } from './scale-target.ts';

/** What became of one replica. */
export interface ReplicaChange {
  readonly kind: 'started' | 'stopping' | 'ended';
  readonly pool: string;
  readonly model: string;
  /** A name of its own, as `SPILLWAY_REPLICA` tells the process. */
  readonly replica: string;
  /** Of its process; null when that could not be started. */
  readonly pid: number | null;
  /** How it ended, for people. */
  readonly how?: string;
}

/** What `commandTarget` takes. */
export interface CommandTargetOptions {
  /** The program that is one replica. It drains on SIGTERM. */
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to the environment of this process, as are `SPILLWAY_POOL`, `SPILLWAY_MODEL` and `SPILLWAY_REPLICA`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder it runs in; that of this process by default. */
  readonly cwd?: string;
  /** From SIGTERM to SIGKILL; 15 seconds by default. */
  readonly graceMs?: number;
  /** Where its words go; `stderr` by default. */
  readonly output?: 'stderr' | 'ignore';
  /** Told of what becomes of each replica. */
  readonly onChange?: (change: ReplicaChange) => void;
  /** Where metrics go; the provider that the host registered with OpenTelemetry's API by default, and nowhere without one. */
  readonly meterProvider?: MeterProvider;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
}

/**
 * Starts and stops processes on this machine, one for each replica; a POSIX system is needed. Too many: the newest end
 * first, by SIGTERM and, after a grace, SIGKILL. One that dies is replaced, after a wait that doubles while replicas die
 * young. Closing ends all of them. They end, too, when this process dies without closing, even by SIGKILL: they are the
 * children of a small process beside it, which sees that. Only if both are killed at once do they stay. Nothing is ever
 * found by its name, so the processes of others are safe.
 */
export function commandTarget(options: CommandTargetOptions): ScaleTarget {
  const telemetry = createTelemetry(options.meterProvider);
  const onChange = (change: ReplicaChange): void => {
    countReplica(change, telemetry);
    options.onChange?.(change);
  };
  return new CommandTarget({ ...options, onChange });
}

class CommandTarget implements ScaleTarget {
  readonly #options: CommandTargetOptions;
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #groups = new Map<string, ReplicaGroup>();
  /** Every replica of which something runs, by its name. */
  readonly #replicas = new Map<
    string,
    { readonly wish: ScaleWish; readonly group: ReplicaGroup; pid: number | null }
  >();
  readonly #links = new Set<KeeperLink>();
  #closed = false;

  constructor(options: CommandTargetOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#randomness = options.randomness ?? systemRandomness;
  }

  async scale(wish: ScaleWish): Promise<void> {
    if (this.#closed) throw new SpillwayError('The target is closed.', { code: 'closed' });
    const group = this.#groupOf(wish);
    const { start, stop } = group.change(wish.desiredReplicas, this.#clock.monotonic());
    for (let count = 0; count < start; count++) this.#start(wish, group);
    for (const replica of stop) {
      replica.stopping = true;
      for (const link of this.#links) link.stop(replica.name);
      this.#tell('stopping', replica.name);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#links].map((link) => link.close()));
  }

  #groupOf({ pool, model }: ScaleWish): ReplicaGroup {
    const key = JSON.stringify([pool, model]);
    const known = this.#groups.get(key);
    if (known) return known;
    const fresh = new ReplicaGroup();
    this.#groups.set(key, fresh);
    return fresh;
  }

  #start(wish: ScaleWish, group: ReplicaGroup): void {
    const { command, args = [], cwd, graceMs = 15_000, output = 'stderr' } = this.#options;
    const { pool, model } = wish;
    const replica = `${pool}-${this.#randomness.id()}`;
    const env = {
      ...this.#options.env,
      SPILLWAY_POOL: pool,
      SPILLWAY_MODEL: model,
      SPILLWAY_REPLICA: replica,
    };
    group.started(replica, this.#clock.monotonic());
    this.#replicas.set(replica, { wish, group, pid: null });
    this.#link().start({ kind: 'start', replica, command, args, env, cwd, graceMs, output });
  }

  /** The keeper; a new one where there is none yet, or where somebody killed it. */
  #link(): KeeperLink {
    for (const link of this.#links) if (link.open) return link;
    const link = new KeeperLink({ clock: this.#clock, onNews: (news) => this.#hear(news) });
    this.#links.add(link);
    void link.gone.then(() => this.#links.delete(link));
    return link;
  }

  #hear(news: KeeperNews): void {
    const known = this.#replicas.get(news.replica);
    if (!known) return;
    if (news.kind === 'started') {
      known.pid = news.pid;
      this.#tell('started', news.replica);
      return;
    }
    known.group.ended(news.replica, this.#clock.monotonic());
    this.#tell('ended', news.replica, news.how);
    this.#replicas.delete(news.replica);
  }

  #tell(kind: ReplicaChange['kind'], replica: string, how?: string): void {
    const known = this.#replicas.get(replica);
    if (!known) return;
    const { pool, model } = known.wish;
    this.#options.onChange?.({ kind, pool, model, replica, pid: known.pid, ...(how !== undefined && { how }) });
  }
}
