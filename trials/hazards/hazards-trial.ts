import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchApi } from '../memory/batch-api.ts';
import { startDevServer } from '../wire/dev-server.ts';
import type { Hazard } from './hazard.ts';
import { passedHazards } from './passed-hazards.ts';
import { type HazardResult, performHazard } from './perform-hazard.ts';
import { RecordingEngine } from './recording-engine.ts';
import { refusedHazards } from './refused-hazards.ts';
import { type HazardSizes, sizeHazards } from './size-hazards.ts';

export interface HazardsOptions extends HazardSizes {
  /** Only hazards whose names are listed. */
  readonly only?: readonly string[];
  readonly onResult?: (result: HazardResult) => void;
}

export interface HazardsReport {
  readonly results: readonly HazardResult[];
  /** Sentences; none when every row answered as the contract says. */
  readonly faults: readonly string[];
}

/** Sends every hazard through a `spillway dev` in front of an engine that keeps what it receives. */
export async function hazardsTrial(options: HazardsOptions): Promise<HazardsReport> {
  const { only, onResult = () => {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'spillway-hazards-'));
  await using engine = await RecordingEngine.start();
  try {
    const flags = ['--engine', engine.url, '--max-requests', String(options.plannedLines)];
    await using server = await startDevServer({ folder, flags });
    const surroundings = { server, engine, api: new BatchApi(server.url) };
    const results: HazardResult[] = [];
    for (const hazard of hazardsOf(options)) {
      if (only && !only.includes(hazard.name)) continue;
      const result = await performHazard(hazard, surroundings);
      results.push(result);
      onResult(result);
    }
    const faults = results.flatMap(({ hazard, faults }) => faults.map((fault) => `${hazard.name}: ${fault}`));
    return { results, faults };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function hazardsOf(sizes: HazardSizes): readonly Hazard[] {
  return [...passedHazards(), ...refusedHazards(), ...sizeHazards(sizes)];
}
