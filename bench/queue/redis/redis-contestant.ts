import type { PreparedRun } from '../contestant.ts';
import type { RedisBenchServer } from './redis-bench-server.ts';

/** One way of working off a queue on Redis. */
export interface RedisContestant {
  readonly name: string;
  /** Requests that one run works off. */
  readonly requests: number;
  /** Loads the queue; what it answers works it off and is timed. */
  prepare(server: RedisBenchServer): Promise<PreparedRun>;
}
