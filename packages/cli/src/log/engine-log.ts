import type { Clock } from '@spillway/core';
import type { Executor } from '@spillway/core/executor';
import type { Loop } from '../assembly/run-loops.ts';
import type { Output } from '../terminal/output.ts';
import { logLine } from './log-line.ts';

export interface EngineLogOptions {
  readonly executor: Pick<Executor, 'engines'>;
  readonly output: Output;
  readonly clock: Clock;
  /** Who uses the engines, where it is one. */
  readonly worker?: string;
}

const EVERY_MS = 1_000;
/** An engine that comes and goes is told of once: it is well again when it stayed so for as long. */
const WELL_AFTER_MS = 30_000;
/** One that was never well may be about to start. */
const STARTS_MS = 10_000;

/** Tells of engines that take no requests any more, and of those that do again. */
export function engineLog({ executor, output, clock, worker }: EngineLogOptions): Loop {
  /** Of those that were told of: since when they have been healthy, if they are. */
  const sick = new Map<string, number | undefined>();
  const seenWell = new Set<string>();
  const beganMs = clock.monotonic();

  function tell(level: 'info' | 'warn', url: string, words: string): void {
    const about = { where: 'engine', message: `${url} ${words}`, ...(worker !== undefined && { worker }) };
    logLine({ output, clock }, { level, ...about });
  }

  function look(nowMs: number): void {
    for (const { url, healthy, reason } of executor.engines()) {
      if (!healthy) {
        if (!seenWell.has(url) && nowMs - beganMs < STARTS_MS) continue;
        if (!sick.has(url)) tell('warn', url, `takes no requests: ${withoutAnswer(reason ?? 'nobody says why')}`);
        sick.set(url, undefined);
        continue;
      }
      seenWell.add(url);
      if (!sick.has(url)) continue;
      const sinceMs = sick.get(url) ?? nowMs;
      sick.set(url, sinceMs);
      if (nowMs - sinceMs < WELL_AFTER_MS) continue;
      sick.delete(url);
      tell('info', url, 'takes requests again');
    }
  }

  return {
    async run({ signal }) {
      while (!signal.aborted) {
        look(clock.monotonic());
        await clock.sleep(EVERY_MS, signal);
      }
    },
  };
}

/** What an engine answered may quote what it was asked. */
function withoutAnswer(reason: string): string {
  return reason.replace(/(HTTP \d{3}): .*?(\)?)$/s, '$1$2');
}
