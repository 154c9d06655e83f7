import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchApi, type WireBatch } from './batch-api.ts';
import { checkOutput } from './check-output.ts';
import type { InstallationName, MemoryTrialOptions } from './flags.ts';
import { type Installation, runVerb, startDev, startFleet } from './installation.ts';
import { type MemoryPeak, type MemorySample, MemoryWatch } from './memory-watch.ts';
import { writeGiantLine, writeLargeLine, writeManyLines } from './request-file.ts';
import { StageClock } from './stage-clock.ts';

/** A line just under the default limit of 16 MiB, among so many good ones. */
export const largeLineBytes: number = 15 * 1024 ** 2;
const largeFileLines = 201;

/** What was seen of one way to run Spillway. */
export interface Measurement {
  readonly name: InstallationName;
  readonly fileBytes: number;
  readonly samples: readonly MemorySample[];
  readonly peaks: ReadonlyMap<string, MemoryPeak>;
  /** Seconds of each stage. */
  readonly stages: ReadonlyMap<string, number>;
}

export interface MeasureOptions extends MemoryTrialOptions {
  readonly name: InstallationName;
  readonly onSample: (sample: MemorySample, count: number) => void;
}

interface Trial extends MeasureOptions {
  readonly folder: string;
  readonly watch: MemoryWatch;
  readonly stages: StageClock;
}

/** The names of the peaks that count against nobody: PostgreSQL and this program. */
export const unbounded: ReadonlySet<string> = new Set(['postgres', 'trial']);

/** Runs all three files one way, watching. Throws when one comes out wrong. */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-memory-'));
  using watch = new MemoryWatch(options.onSample);
  watch.add({ name: 'trial', pid: process.pid });
  const stages = new StageClock(watch);
  const trial: Trial = { ...options, folder, watch, stages };
  try {
    stages.enter('write the long file');
    const fileBytes = await writeManyLines(join(folder, 'long.jsonl'), options.lines);
    await writeLargeLine(join(folder, 'large.jsonl'), largeFileLines, largeLineBytes);
    await writeGiantLine(join(folder, 'giant.jsonl'), options.lineBytes);
    stages.end();
    await (options.name === 'run' ? throughVerb(trial) : throughApi(trial));
    return { name: options.name, fileBytes, samples: watch.samples, peaks: watch.peaks, stages: stages.seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function throughApi(trial: Trial): Promise<void> {
  const { folder, stages, name, lines } = trial;
  stages.enter('start');
  await using installation: Installation = await (name === 'dev' ? startDev(trial) : startFleet(trial));
  const api = new BatchApi(installation.url);
  await answered(trial, api, { file: 'long', lines });
  await answered(trial, api, { file: 'large', lines: largeFileLines });
  stages.enter('giant line: upload');
  const fileId = await api.upload(join(folder, 'giant.jsonl'));
  stages.enter('giant line: refuse');
  const batch = await api.untilEnded((await api.create(fileId)).id, () => {});
  refusedAtFirstLine(batch);
  stages.end();
}

async function answered(
  { folder, stages }: Trial,
  api: BatchApi,
  { file, lines }: { readonly file: string; readonly lines: number },
): Promise<void> {
  stages.enter(`${file} file: upload`);
  const fileId = await api.upload(join(folder, `${file}.jsonl`));
  const { id } = await api.create(fileId);
  const batch = await api.untilEnded(id, ({ status }) => stages.enter(`${file} file: ${status}`));
  const { total, completed, failed } = batch.request_counts;
  if (batch.status !== 'completed' || total !== lines || completed !== lines || failed !== 0) {
    throw new Error(`the ${file} file ended as ${JSON.stringify(batch)}`);
  }
  const output = join(folder, `${file}-output.jsonl`);
  stages.enter(`${file} file: download`);
  await api.download(batch.output_file_id as string, output);
  stages.enter(`${file} file: check`);
  await checkOutput(output, lines);
  stages.end();
}

function refusedAtFirstLine({ status, errors }: WireBatch): void {
  const [problem] = errors?.data ?? [];
  if (status === 'failed' && problem?.code === 'line_too_long' && problem.line === 1) return;
  throw new Error(`the giant line ended as ${status} with ${JSON.stringify(errors)}`);
}

async function throughVerb(trial: Trial): Promise<void> {
  const { folder, stages, lines } = trial;
  for (const [file, count] of [['long', lines] as const, ['large', largeFileLines] as const]) {
    const output = join(folder, `${file}-output.jsonl`);
    stages.enter(`${file} file: run`);
    const { code, said } = await runVerb({ ...trial, input: join(folder, `${file}.jsonl`), output });
    if (code !== 0) throw new Error(`run ended with ${code}:\n${said}`);
    stages.enter(`${file} file: check`);
    await checkOutput(output, count);
  }
  stages.enter('giant line: refuse');
  const output = join(folder, 'giant-output.jsonl');
  const { code, said } = await runVerb({ ...trial, input: join(folder, 'giant.jsonl'), output });
  stages.end();
  if (code !== 1 || !/giant\.jsonl:1: line_too_long/.test(said)) throw new Error(`run ended with ${code}:\n${said}`);
}
