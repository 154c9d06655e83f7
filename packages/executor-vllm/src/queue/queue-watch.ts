import type { EngineQueue } from '@spillway/core/executor';
import type { Reply } from '../reply.ts';
import { OwnWords } from './own-words.ts';
import { readPage } from './read-page.ts';

/** Between looks at a page: engines make it up on the thread that takes requests, and others ask for it, too. */
const PAUSE_MS = 4_000;
/** Until an engine that has no such page is asked again. */
const LONG_PAUSE_MS = 60_000;

/** When an engine is to be asked what it says of its queue, and what it said. Decides nothing. */
export class QueueWatch {
  readonly #words = new OwnWords();
  #dueMs = Number.NEGATIVE_INFINITY;

  at(nowMs: number): EngineQueue {
    return this.#words.at(nowMs);
  }

  /** Requests in its queue. */
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
