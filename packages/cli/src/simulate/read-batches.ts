import { readFile } from 'node:fs/promises';
import { SpillwayError } from '@spillway/core';
import { parseBatches, type SimulatedBatch, type SpotTrace } from '@spillway/simulator/fleet';

/** Batches to simulate from a file of JSON lines. Throws `invalid_argument` for what is none. */
export async function readBatches(path: string, { tickSeconds }: SpotTrace): Promise<SimulatedBatch[]> {
  try {
    return parseBatches(await readFile(path, 'utf8'), { tickHours: tickSeconds / 3_600 });
  } catch (cause) {
    throw new SpillwayError(`${path} holds no batches: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      code: 'invalid_argument',
      param: '--batches',
      hint: 'Write one {"arrivesHours": 0, "windowHours": 6, "workHours": 8, "tenant": "acme", "priority": 1} on each line.',
      cause,
    });
  }
}
