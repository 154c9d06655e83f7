import type { EngineLoad, TokenUsage } from '@spillway/core/executor';
import type { Reply } from '../reply.ts';
import { OwnWords } from './own-words.ts';
import { readPage } from './read-page.ts';
import { RecentAnswers } from './recent-answers.ts';

/** Between looks at a page: engines make it up on the thread that takes requests, and others ask for it, too. */
const PAUSE_MS = 4_000;
/** Until an engine that has no such page is asked again. */
const LONG_PAUSE_MS = 60_000;

/** Measures what an engine does: counts its answers, and asks it what it says of its queue. Decides nothing. */
export class LoadMeter {
  readonly #answers: RecentAnswers;
  readonly #words = new OwnWords();
  #dueMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: number) {
    this.#answers = new RecentAnswers(nowMs);
  }

  /** An answer came whole at `nowMs`. */
  answered(nowMs: number, latencyMs: number, usage: TokenUsage): void {
    this.#answers.add(nowMs, latencyMs, usage);
  }

  /** Over about the last minute. */
  at(nowMs: number): EngineLoad {
    return { ...this.#answers.at(nowMs), ...this.#words.at(nowMs) };
  }

  /** Requests in its queue, by its own word. */
  get waiting(): number | null {
    return this.#words.waiting;
  }

  /** The engine does not work: what it said last is no longer so. The next that works there is asked at once. */
  silent(): void {
    this.#words.silent();
    this.#dueMs = Number.NEGATIVE_INFINITY;
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.#dueMs;
  }

  /** Takes what came of asking for the page. */
  heard(nowMs: number, reply: Reply): void {
    const words = isGood(reply) ? readPage(reply.body.toString('latin1')) : undefined;
    if (words) this.#words.heard(nowMs, words);
    else this.#words.silent();
    this.#dueMs = nowMs + (hasNone(reply) ? LONG_PAUSE_MS : PAUSE_MS);
  }
}

function isGood(reply: Reply): reply is Reply & { kind: 'answer' } {
  return reply.kind === 'answer' && reply.statusCode >= 200 && reply.statusCode < 300;
}

/** Redirects and refusals do not change by themselves, nor does a page that is too long to be one of an engine. */
function hasNone(reply: Reply): boolean {
  if (reply.kind === 'answer') return reply.statusCode >= 300 && reply.statusCode < 500;
  return reply.kind === 'too_large';
}
