import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { completeDeduplication } from '../deduplication/deduplication-settings.ts';
import { createMemoryBlobs, createMemoryStore } from '../memory/index.ts';
import { pacedBurst } from '../policy/fleet/index.ts';
import { defaultPools, type Pool } from '../policy/index.ts';
import { systemRandomness } from '../randomness.ts';
import { defaultRetention } from '../retention/retention.ts';
import { createBatches } from '../spillway/batches.ts';
import { createFiles } from '../spillway/files.ts';
import { defaultLimits } from '../spillway/limits.ts';
import type { Problem, WorkerBeat } from '../store/index.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { createTraces } from '../telemetry/traces/traces.ts';
import { createLocalWakeups } from '../wakeups.ts';
import { defaultCoordinatorPace } from './coordinator-options.ts';
import { planBatch } from './plan-batch.ts';
import type { StepContext } from './step-context.ts';

const endpoint = '/v1/chat/completions';
const signal = new AbortController().signal;

function surroundings(lineDepth: number) {
  return {
    store: createMemoryStore(),
    blobs: createMemoryBlobs(),
    limits: { ...defaultLimits, lineDepth },
    pools: defaultPools,
    fleetPolicy: pacedBurst(),
    clock: systemClock,
    randomness: systemRandomness,
    wakeups: createLocalWakeups(),
    telemetry: createTelemetry(),
    traces: createTraces(),
    retention: defaultRetention,
    onTrouble: () => {},
    maxAttempts: 1,
    refuseInfeasible: false,
    requestTimeoutMs: 1,
    deduplication: completeDeduplication(),
    closing: signal,
  };
}

interface Given {
  readonly body: object;
  readonly workers?: readonly Told[];
  readonly lineDepth?: number;
  readonly pools?: readonly Pool[];
}

/** What a worker says of itself. */
type Told = Pick<WorkerBeat, 'models' | 'contextTokens'> & Partial<Pick<WorkerBeat, 'engines'>>;

/** What planning finds wrong with a batch of one request while these workers live. */
async function problemsOf({
  body,
  workers = [],
  lineDepth = 1_000,
  pools = defaultPools,
}: Given): Promise<readonly Problem[]> {
  const given = { ...surroundings(lineDepth), pools };
  const { store, limits } = given;
  const line = JSON.stringify({ custom_id: 'a', method: 'POST', url: endpoint, body });
  const file = await createFiles(given).upload({ filename: 'a.jsonl', source: Buffer.from(line) });
  const { id, tenant } = await createBatches(given).create({ inputFileId: file.id, endpoint });
  for (const [index, worker] of workers.entries()) await store.workers.beat(beatOf(`worker-${index}`, worker));
  const [step] = await store.batches.claimDue({ limit: 1, leaseMs: 10_000 });
  const { lineBytes } = limits;
  const context: StepContext = { ...given, lineBytes, lineDepth, pace: defaultCoordinatorPace, signal };
  if (step) await planBatch(step, context);
  const batch = await store.batches.get({ tenant, id });
  expect(batch?.phase).toBe(batch?.problems.length === 0 ? 'in_progress' : 'failed');
  return batch?.problems ?? [];
}

function beatOf(id: string, worker: Told): WorkerBeat {
  const health = { capacity: 1, inFlight: 0, version: '1', engines: [], throughput: {}, readyMs: null };
  return { id, pool: 'spot', ...health, livesMs: 60_000, ...worker };
}

const asking = (tokens: number): object => ({ model: 'm', max_tokens: tokens });
const small = { models: ['m', 'n'], contextTokens: { m: 1_000, n: 50_000 } };
const large = { models: ['m'], contextTokens: { m: 4_000 } };

test('a request that no worker has the context for is refused, by the largest of them', async () => {
  const workers = [small, large, small];
  expect(await problemsOf({ body: asking(4_000), workers })).toEqual([]);
  const problem = { code: 'token_limit_exceeded', param: 'body.max_tokens', line: 1 };
  expect(await problemsOf({ body: asking(4_001), workers })).toEqual([
    { ...problem, message: expect.stringMatching(/4,001.*4,000/) },
  ]);
});

test('a request passes while one worker that serves its model does not say its context', async () => {
  const silent = { models: ['m'], contextTokens: {} };
  for (const workers of [[], [silent], [small, silent], [silent, small]]) {
    expect(await problemsOf({ body: asking(1_000_000), workers })).toEqual([]);
  }
});

test('a model of any name has no context but its own', async () => {
  for (const model of ['constructor', '__proto__']) {
    const workers = [{ models: [model], contextTokens: {} }];
    expect(await problemsOf({ body: { model, max_tokens: 1 }, workers })).toEqual([]);
  }
});

test('a model that no live worker serves is a mistake, but where workers are started for what is asked for', async () => {
  const order = { body: { model: 'typo' }, workers: [small] };
  expect(await problemsOf(order)).toMatchObject([{ code: 'model_not_found' }]);
  const pools = defaultPools.map((pool) => ({ ...pool, maxReplicas: 2 }));
  expect(await problemsOf({ ...order, pools })).toEqual([]);
});

test('while an engine is out of order nobody knows which models there are, and the batch waits', async () => {
  const away = { url: 'http://engine', healthy: false, reason: 'it breaks everything' };
  expect(await problemsOf({ body: { model: 'away' }, workers: [small, { ...large, engines: [away] }] })).toEqual([]);
});

test('a line deeper than the limit is refused, and not one of its depth', async () => {
  const deep = { model: 'm', deep: JSON.parse('['.repeat(10) + ']'.repeat(10)) };
  expect(await problemsOf({ body: deep, lineDepth: 12 })).toEqual([]);
  expect(await problemsOf({ body: deep, lineDepth: 11 })).toMatchObject([{ code: 'invalid_json_line', line: 1 }]);
});
