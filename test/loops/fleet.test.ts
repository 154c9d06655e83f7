import type { Batch, FleetDecision } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { type Installation, type InstallationOptions, install } from './installation.ts';
import { answered, createScriptedExecutor, type ScriptedExecutor } from './scripted-executor.ts';
import type { StartedWorker } from './started-worker.ts';
import { stopWorker } from './started-worker.ts';

interface Engine {
  readonly id: string;
  readonly pool: string;
  readonly takesMs: number;
  readonly model?: string;
  readonly concurrency?: number;
}

/** A worker, with four slots by default, which answers as fast as its engine. */
function start({ spillway, clock }: Installation, { id, pool, concurrency = 4, ...engine }: Engine): StartedWorker {
  const executor: ScriptedExecutor = createScriptedExecutor(clock, () => answered, engine);
  const stop = new AbortController();
  const ended = spillway.worker({ id, pool, executor, concurrency }).run({ signal: stop.signal });
  return { executor, stop, ended };
}

/** An installation whose workers have beaten once. */
async function installWith(engines: readonly Engine[], options: InstallationOptions = {}) {
  const installation = await install(options);
  const workers = new Map(engines.map((engine) => [engine.id, start(installation, engine)] as const));
  await installation.clock.pass(1_000);
  return {
    ...installation,
    startedBy: (id: string) => workers.get(id)?.executor.started.length,
    stop: async (id: string) => stopWorker(installation, workers.get(id) as StartedWorker),
    async [Symbol.asyncDispose]() {
      for (const worker of workers.values()) await stopWorker(installation, worker);
      await installation[Symbol.asyncDispose]();
    },
  };
}

/** What a batch's timeline tells about pools: kind, text and when, in seconds after its creation. */
async function told({ store }: Pick<Installation, 'store'>, { tenant, id, createdAt }: Batch) {
  const history = await store.batches.timeline({ tenant, id });
  return history
    .filter(({ kind }) => ['escalated', 'relaxed', 'scaled'].includes(kind))
    .map(({ kind, text, at }) => ({ kind, text, afterS: Math.round((at - createdAt) / 1_000) }));
}

const slowSpot: Engine = { id: 'spot', pool: 'spot', takesMs: 4_000 };
const dedicated = ['d1', 'd2', 'd3'].map((id) => ({ id, pool: 'dedicated', takesMs: 4_000 }));

describe('the fleet on virtual time', () => {
  test('a spot fleet too slow for a window escalates no earlier than it must, and the batch finishes in time', async () => {
    await using fleet = await installWith([slowSpot, ...dedicated]);
    const batch = await fleet.submit(600, '8m');
    const { batch: ended, output } = await fleet.results(batch);
    expect(output).toHaveLength(600);
    expect(ended.endedAt).toBeLessThan(batch.deadlineAt);
    const [first, ...rest] = await told(fleet, batch);
    // One replica of four does a request a second: 600 of them leave four replicas idle for some six minutes.
    expect(first?.kind).toBe('escalated');
    expect(first?.text).toMatch(
      /^Opened to dedicated for m\. Escalated: \d+ s of work left for \d+ s of time at 3 dedicated\.$/,
    );
    expect(first?.afterS).toBeGreaterThan(300);
    expect(first?.afterS).toBeLessThan(420);
    expect(rest.length).toBeLessThan(4);
    expect(fleet.troubles).toEqual([]);
  });

  test('a spot fleet that is fast enough never opens dedicated', async () => {
    const fast = { ...slowSpot, takesMs: 1_000 };
    await using fleet = await installWith([fast, ...dedicated]);
    const batch = await fleet.submit(600, '8m');
    const { batch: ended } = await fleet.results(batch);
    expect(ended.counts.succeeded).toBe(600);
    expect(await told(fleet, batch)).toEqual([]);
    expect(dedicated.map(({ id }) => fleet.startedBy(id))).toEqual([0, 0, 0]);
  });

  test('without any worker a replica of each pool is asked for, said once, until the work is gone', async () => {
    await using fleet = await installWith([]);
    const batch = await fleet.submit(10, '5m');
    await fleet.clock.pass(120_000);
    const asked = async () =>
      (await fleet.store.fleet.list()).map(({ pool, desiredReplicas }) => `${pool} ${desiredReplicas}`);
    expect(await asked()).toEqual(['dedicated 1', 'spot 1']);
    expect((await told(fleet, batch)).map(({ text }) => text)).toEqual([
      'Opened to dedicated for m. No other worker serves the model.',
    ]);
    const { batch: ended } = await fleet.results(batch);
    expect(ended.counts.expired).toBe(10);
    await fleet.clock.pass(20_000);
    expect(await asked()).toEqual(['dedicated 0', 'spot 0']);
  });

  test('a spot worker that answers nothing is noticed all the same, and what it has not started is taken back', async () => {
    const tired = { ...slowSpot, takesMs: 300_000, concurrency: 1 };
    await using fleet = await installWith([tired, ...dedicated]);
    const batch = await fleet.submit(60, '10m');
    const { batch: ended } = await fleet.results(batch);
    expect(ended.counts.succeeded).toBe(60);
    expect(fleet.startedBy('spot')).toBe(1);
    const [first] = await told(fleet, batch);
    expect(first?.text).toContain('Escalated:');
    expect(first?.afterS).toBeGreaterThan(40);
    expect(first?.afterS).toBeLessThan(100);
  });

  test('models are forecast apart: one escalates, the other stays on spot', async () => {
    const others = dedicated.map((engine) => ({ ...engine, id: `${engine.id}-n`, model: 'n' }));
    const quick = { id: 'spot-n', pool: 'spot', takesMs: 500, model: 'n' };
    await using fleet = await installWith([slowSpot, quick, ...dedicated, ...others]);
    const slow = await fleet.submit(600, '8m', 'm');
    const fast = await fleet.submit(600, '8m', 'n');
    expect((await fleet.results(slow)).batch.counts.succeeded).toBe(600);
    expect((await fleet.results(fast)).batch.counts.succeeded).toBe(600);
    expect((await told(fleet, slow))[0]?.kind).toBe('escalated');
    expect(await told(fleet, fast)).toEqual([]);
    expect(others.map(({ id }) => fleet.startedBy(id))).toEqual([0, 0, 0]);
  });

  test('a coordinator that takes over in mid-flight knows what the one before measured', async () => {
    const pools = [
      { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all', maxReplicas: 4, coldStartMs: 30_000 },
      { name: 'dedicated', preemptible: false, pricePerHour: 4, permission: 'none' },
    ] as const;
    const options = { spillway: { coordinate: false, pools } };
    await using fleet = await installWith([slowSpot, ...dedicated], options);
    const first = coordinate(fleet);
    const batch = await fleet.submit(600, '8m');
    await fleet.clock.pass(60_000);
    await first.stop();
    await fleet.stop('spot');
    await fleet.clock.pass(20_000);
    const second = coordinate(fleet);
    const { batch: ended } = await fleet.results(batch);
    expect(ended.counts.succeeded).toBe(600);
    const [opened] = await told(fleet, batch);
    expect(opened?.text).toContain('of work left for');
    // 550 requests at one a second on each of three, with the margins: not before four minutes.
    expect(opened?.afterS).toBeGreaterThan(200);
    await second.stop();
  });

  test('of several coordinators one decides at a time, and a batch is told once', async () => {
    const decisions: FleetDecision[] = [];
    const store: InstallationOptions['store'] = (inner) => ({
      ...inner,
      fleet: {
        ...inner.fleet,
        async decide(tick, decision) {
          const taken = await inner.fleet.decide(tick, decision);
          if (taken && tick.model === 'm') decisions.push(decision);
          return taken;
        },
      },
    });
    await using fleet = await installWith([slowSpot, ...dedicated], { store });
    const others = [coordinate(fleet), coordinate(fleet)];
    const batch = await fleet.submit(600, '8m');
    await fleet.clock.pass(300_000);
    expect(decisions.length).toBeGreaterThan(40);
    expect(decisions.length).toBeLessThanOrEqual(61);
    expect((await fleet.results(batch)).batch.counts.succeeded).toBe(600);
    expect((await told(fleet, batch)).filter(({ kind }) => kind === 'escalated')).toHaveLength(1);
    for (const other of others) await other.stop();
  });
});

function coordinate({ spillway, clock }: Installation) {
  const stop = new AbortController();
  const ended = spillway.coordinator().run({ signal: stop.signal });
  return {
    async stop() {
      stop.abort();
      await clock.until(ended);
    },
  };
}
