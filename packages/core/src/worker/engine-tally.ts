import type { Verdict } from '../executor/index.ts';
import type { EngineAnswers } from '../store/index.ts';
import { RecentAnswers } from './recent-answers.ts';

/** An executor may name engines as it likes; those beyond are not measured. */
const ENGINES = 100;

/** What each engine answered to this worker. Workers that share an executor each count their own. */
export class EngineTally {
  readonly #bornMs: number;
  readonly #answers = new Map<string, RecentAnswers>();

  constructor(nowMs: number) {
    this.#bornMs = nowMs;
  }

  /** An execution ended at `nowMs`, after `durationMs`. What is no answer does not count. */
  add(verdict: Verdict, nowMs: number, durationMs: number): void {
    if (verdict.kind === 'answered' && verdict.engine !== null) {
      this.#of(verdict.engine)?.add(nowMs, durationMs, verdict.usage);
    }
  }

  /** Over about the last minute. */
  at(engine: string, nowMs: number): EngineAnswers {
    return (this.#answers.get(engine) ?? new RecentAnswers(this.#bornMs)).at(nowMs);
  }

  #of(engine: string): RecentAnswers | undefined {
    const known = this.#answers.get(engine);
    if (known || this.#answers.size >= ENGINES) return known;
    const fresh = new RecentAnswers(this.#bornMs);
    this.#answers.set(engine, fresh);
    return fresh;
  }
}
