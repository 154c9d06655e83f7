import { mkdtemp, rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchApi } from '../memory/batch-api.ts';
import { checkOutput } from '../memory/check-output.ts';
import { type MemoryPeak, MemoryWatch } from '../memory/memory-watch.ts';
import { StageClock } from '../memory/stage-clock.ts';
import type { AskedBytes } from './counting-proxy.ts';
import { startInstallation } from './installation.ts';
import { writeRequests } from './request-lines.ts';
import type { TrialServer } from './server.ts';

export interface BatchOptions {
  readonly lines: number;
  /** Tokens of each answer; a token is about six bytes of the output. */
  readonly tokens: number;
  readonly concurrency: number;
  readonly onStatus: (status: string, completed: number) => void;
}

/** What a batch showed whose bytes all lie in S3. */
export interface BatchMeasurement {
  readonly server: string;
  readonly lines: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Bytes that workers asked of the input. */
  readonly inputAskedBytes: number;
  readonly inputGets: number;
  /** Bytes that the coordinator asked of segments, of which it makes the output. */
  readonly segmentsAskedBytes: number;
  readonly segmentGets: number;
  readonly peaks: ReadonlyMap<string, MemoryPeak>;
  /** The most that `coordinate` was seen with while it made the output. */
  readonly finalizingBytes: number;
  /** Seconds of each stage. */
  readonly stages: ReadonlyMap<string, number>;
  /** The machine's average of the last minute, at the end. */
  readonly load: number;
}

/** Runs one batch through an installation on the server. Throws unless every request was answered, in order. */
export async function measureBatch(server: TrialServer, options: BatchOptions): Promise<BatchMeasurement> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-s3-batch-'));
  using watch = new MemoryWatch(() => {});
  const stages = new StageClock(watch);
  try {
    const input = join(folder, 'input.jsonl');
    const inputBytes = await writeRequests(input, options);
    stages.enter('start');
    await using installation = await startInstallation({ ...options, folder, server, watch });
    const { coordinate, work } = installation;
    const output = await throughApi(new BatchApi(installation.url), { ...options, folder, input, stages });
    const asked = (counts: Map<string, AskedBytes>, word: string): AskedBytes =>
      counts.get(word) ?? { gets: 0, bytes: 0 };
    const [reads, segments] = [asked(work.asked, 'files'), asked(coordinate.asked, 'segments')];
    return {
      ...{ server: server.name, lines: options.lines, inputBytes, outputBytes: (await stat(output)).size },
      ...{ inputAskedBytes: reads.bytes, inputGets: reads.gets },
      ...{ segmentsAskedBytes: segments.bytes, segmentGets: segments.gets },
      ...{ peaks: watch.peaks, finalizingBytes: finalizingPeak(watch), stages: stages.seconds },
      load: loadavg()[0] ?? 0,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface BatchTrial extends BatchOptions {
  readonly folder: string;
  readonly input: string;
  readonly stages: StageClock;
}

async function throughApi(api: BatchApi, trial: BatchTrial): Promise<string> {
  const { folder, input, stages, lines, onStatus } = trial;
  stages.enter('upload');
  const fileId = await api.upload(input);
  const { id } = await api.create(fileId);
  const batch = await api.untilEnded(id, ({ status, request_counts: { completed } }) => {
    stages.enter(status);
    onStatus(status, completed);
  });
  if (batch.status !== 'completed' || batch.request_counts.completed !== lines)
    throw new Error(`the batch ended as ${JSON.stringify(batch)}`);
  const output = join(folder, 'output.jsonl');
  stages.enter('download');
  await api.download(batch.output_file_id as string, output);
  stages.enter('check');
  await checkOutput(output, lines);
  stages.end();
  return output;
}

function finalizingPeak({ samples }: MemoryWatch): number {
  const seen = samples.filter(({ stage }) => stage === 'finalizing').map(({ bytes }) => bytes.coordinate ?? 0);
  return Math.max(0, ...seen);
}
