import type { Clock } from '@spillway/core';
import type { Output } from '../terminal/output.ts';
import { type Progress, progressBar, progressLine, progressRecord } from './progress.ts';
import { RateMeter } from './rate-meter.ts';

/** What is counted; the reporter adds the paces. */
export type Tally = Omit<Progress, 'requestsPerSecond' | 'tokensPerSecond'> & {
  /** Left out where nobody counts tokens. */
  readonly tokens?: number;
};

const PLAIN_EVERY_MS = 5_000;
const JSON_EVERY_MS = 1_000;

/** Shows progress: a bar on a terminal, a line every few seconds elsewhere. */
export class ProgressReporter {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #requests: RateMeter = new RateMeter();
  readonly #tokens: RateMeter = new RateMeter();
  #saidMs = Number.NEGATIVE_INFINITY;
  #last: Progress | undefined;

  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
  }

  get last(): Progress | undefined {
    return this.#last;
  }

  show({ tokens, ...tally }: Tally): void {
    const nowMs = this.#clock.monotonic();
    this.#requests.add(nowMs, tally.done);
    if (tokens !== undefined) this.#tokens.add(nowMs, tokens);
    this.#last = {
      ...tally,
      requestsPerSecond: this.#requests.perSecond,
      ...(tokens !== undefined && { tokensPerSecond: this.#tokens.perSecond }),
    };
    this.#say(this.#last, nowMs);
  }

  /** Takes the bar away, so that what comes next stands on a line of its own. */
  end(): void {
    this.#output.live('');
  }

  #say(progress: Progress, nowMs: number): void {
    const { json, liveColumns } = this.#output;
    if (liveColumns !== undefined) {
      this.#output.live(progressBar(progress, liveColumns));
      return;
    }
    if (nowMs - this.#saidMs < (json ? JSON_EVERY_MS : PLAIN_EVERY_MS)) return;
    this.#saidMs = nowMs;
    if (json) this.#output.event({ event: 'progress', ...progressRecord(progress) }, '');
    else this.#output.note(progressLine(progress));
  }
}
