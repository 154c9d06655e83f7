import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActOptions, type ActReport, killsEngines, killsWorkers, storm } from './acts.ts';

export interface PoisonOptions {
  /** Lines of the batches with a poisonous one. */
  readonly lines: number;
  /** Lines of the batch in the storm. */
  readonly stormLines: number;
  readonly workers: number;
  /** Mean time from a worker's start to its end in the storm; twice as long where no dedicated worker takes suspects. */
  readonly everyMs: number;
  /** Also with workers without names, whose leases must lapse, and a storm without a dedicated worker: minutes. */
  readonly whole: boolean;
  /** Ends the trial, and every process of it; it is refused then. */
  readonly signal?: AbortSignal;
  readonly say?: (text: string) => void;
}

/** Runs batches with a poisonous request, and one in a storm of preemptions. */
export async function poisonTrial(options: PoisonOptions): Promise<readonly ActReport[]> {
  const { lines, stormLines, workers, everyMs, whole, say = () => {} } = options;
  const { signal = new AbortController().signal } = options;
  const named = { lines, workers, named: true, signal };
  const acts = [
    () => inFolder(killsWorkers, named),
    ...(whole ? [() => inFolder(killsWorkers, { ...named, named: false })] : []),
    () => inFolder(killsEngines, named),
    () => inFolder(storm, { ...named, lines: stormLines, everyMs, dedicated: true }),
    ...(whole ? [() => inFolder(storm, { ...named, lines: stormLines, everyMs: 2 * everyMs, dedicated: false })] : []),
  ];
  const reports: ActReport[] = [];
  for (const perform of acts) {
    const report = await perform();
    const { act, deaths, answered, givenUp, faults } = report;
    say(`${act}: ${deaths} deaths, ${answered} answered, ${givenUp.length} given up ${faults.join('; ')}`);
    reports.push(report);
  }
  return reports;
}

async function inFolder<Options extends Omit<ActOptions, 'folder'>>(
  act: (options: Options & { readonly folder: string }) => Promise<ActReport>,
  options: Options,
): Promise<ActReport> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-poison-'));
  try {
    return await act({ ...options, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
