import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchApi } from '../memory/batch-api.ts';
import { cpuSecondsOf, treeCpuSecondsOf, waitedSecondsOf } from '../wire/cpu-time.ts';
import { type DevServer, startDevServer } from '../wire/dev-server.ts';
import { type MemorySpan, watchMemory } from '../wire/peak-memory.ts';
import { streamUpload } from '../wire/stream-upload.ts';
import { type CallLog, mergedLogs } from './call-log.ts';
import { generateLoad } from './generate-load.ts';
import type { GeneratorAnswer } from './generator-program.ts';

export interface LoadOptions {
  readonly uploads: number;
  readonly uploadBytes: number;
  readonly pollers: number;
  readonly pollEveryMs: number;
  readonly seconds: number;
  /** Processes that the pollers are spread over. */
  readonly processes: number;
  readonly say?: (text: string) => void;
}

export const phases = ['polling', 'uploads', 'polling and uploads'] as const;
export type PhaseName = (typeof phases)[number];

/** What was seen of one phase. */
export interface LoadPhase {
  readonly name: PhaseName;
  readonly logs: readonly CallLog[];
  readonly seconds: number;
  readonly cpuSeconds: { readonly server: number; readonly postgres: number; readonly generators: number };
  /** How long the server's main thread stood in line for a core. */
  readonly waitedSeconds: number;
  readonly memory: MemorySpan;
}

/** Batches that run while they are asked for. */
const batches = 20;
const batchLines = 2_000;

/** Puts a `spillway dev` with running batches under load: clients that poll, uploads, and both. */
export async function loadTrial(options: LoadOptions): Promise<readonly LoadPhase[]> {
  const { say = () => {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'spillway-load-'));
  try {
    await using server = await startDevServer({ folder });
    const batchIds = await createBatches(server);
    const results: LoadPhase[] = [];
    for (const name of phases) {
      say(name);
      results.push(await performPhase(name, options, { server, batchIds }));
    }
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Surroundings {
  readonly server: DevServer;
  readonly batchIds: readonly string[];
}

async function performPhase(name: PhaseName, options: LoadOptions, surroundings: Surroundings): Promise<LoadPhase> {
  const { server } = surroundings;
  const cpu = cpuWatch(server);
  const waitedBefore = waitedSecondsOf(server.pid);
  const endSpan = watchMemory(server.pid);
  const startedMs = performance.now();
  const answers = await Promise.all([
    ...(name === 'uploads' ? [] : pollLoads(options, surroundings)),
    ...(name === 'polling' ? [] : [uploadLoad(options, server)]),
  ]);
  const generators = answers.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return {
    name,
    logs: mergedLogs(answers.flatMap(({ logs }) => logs)),
    seconds: (performance.now() - startedMs) / 1_000,
    cpuSeconds: { ...cpu(), generators },
    waitedSeconds: waitedSecondsOf(server.pid) - waitedBefore,
    memory: endSpan(),
  };
}

function pollLoads(options: LoadOptions, { server, batchIds }: Surroundings): Promise<GeneratorAnswer>[] {
  const { pollers, processes, pollEveryMs: everyMs, seconds } = options;
  const clients = Math.ceil(pollers / processes);
  const poll = { url: server.url, clients, batchIds, everyMs, seconds };
  return Array.from({ length: processes }, () => generateLoad({ poll }));
}

function uploadLoad({ uploads, uploadBytes }: LoadOptions, { url }: DevServer): Promise<GeneratorAnswer> {
  return generateLoad({ upload: { url, uploads, bytes: uploadBytes } });
}

async function createBatches({ url }: DevServer): Promise<string[]> {
  const api = new BatchApi(url);
  const body = { model: 'spillway-sim', messages: [{ role: 'user', content: 'Say something.' }], max_tokens: 16 };
  const line = (position: number): string =>
    JSON.stringify({ custom_id: `r${position}`, method: 'POST', url: '/v1/chat/completions', body });
  const content = [Buffer.from(Array.from({ length: batchLines }, (_, position) => line(position)).join('\n'))];
  const ids: string[] = [];
  while (ids.length < batches) {
    const fileId = await streamUpload({ url, filename: 'load.jsonl', content });
    ids.push((await api.create(fileId)).id);
  }
  return ids;
}

/** What is used from now on until the answer is called. */
function cpuWatch({ pid, dataDir }: DevServer): () => { readonly server: number; readonly postgres: number } {
  const postmaster = Number(
    readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
  const [server, postgres] = [cpuSecondsOf(pid), treeCpuSecondsOf(postmaster)];
  return () => ({ server: cpuSecondsOf(pid) - server, postgres: treeCpuSecondsOf(postmaster) - postgres });
}
