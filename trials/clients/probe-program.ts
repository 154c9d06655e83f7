/** Asks for one URL again and again until it is told to end, and then answers how long each call took. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProbeLog {
  readonly tookMs: readonly number[];
  readonly errors: readonly string[];
}

const pauseMs = 25;
const url = process.argv[2] ?? '';
const over = new AbortController();

process.once('message', () => over.abort());
// Without its parent nobody would tell it.
process.once('disconnect', () => process.exit());

const log = await probe();
process.send?.(log, () => process.disconnect());

async function probe(): Promise<ProbeLog> {
  const tookMs: number[] = [];
  const errors: string[] = [];
  while (!over.signal.aborted) {
    const startedMs = performance.now();
    try {
      const answer = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(30_000) });
      await answer.arrayBuffer();
      if (answer.status !== 200) errors.push(`answered ${answer.status}`);
    } catch (error) {
      errors.push(String(error));
    }
    tookMs.push(performance.now() - startedMs);
    await sleep(pauseMs);
  }
  return { tookMs, errors };
}
