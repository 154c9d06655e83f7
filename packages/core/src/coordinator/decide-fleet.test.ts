import { expect, test } from 'vitest';
import {
  dedicatedOnly,
  type FleetPolicy,
  type FleetState,
  freshMemory,
  lastHour,
  pacedBurst,
  spotOnly,
  uniformProgress,
} from '../policy/fleet/index.ts';
import { defaultPools, type Pool } from '../policy/index.ts';
import type { FleetDecision, Lane, Permission, WorkerRecord } from '../store/index.ts';
import { decideFleet } from './decide-fleet.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const scaled: readonly Pool[] = [
  { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all', maxReplicas: 8, coldStartMs: 5 * MINUTE_MS },
  { name: 'dedicated', preemptible: false, pricePerHour: 4, permission: 'none', maxReplicas: 4, minReplicas: 0 },
];

/** A worker of a request and fifty tokens a second, unless told otherwise. */
function worker(id: string, pool: string, overrides: Partial<WorkerRecord> = {}): WorkerRecord {
  return {
    id,
    pool,
    models: ['m'],
    contextTokens: {},
    capacity: 4,
    inFlight: 4,
    version: '1',
    engines: [],
    throughput: { m: { requestsPerSecond: 1, tokensPerSecond: 50 } },
    readyMs: null,
    livesMs: 15_000,
    startedAt: 0,
    beatAt: 0,
    ...overrides,
  };
}

const unmeasured = { throughput: {} };

/** A lane of an hour's work for one such worker, due in a day. */
function lane(overrides: Partial<Lane> = {}): Lane {
  return {
    batchId: 'b',
    model: 'm',
    tenant: 'a',
    priority: 1,
    deadlineAt: 24 * HOUR_MS,
    createdAt: 0,
    open: 3_600,
    tokens: 180_000,
    dueInMs: 0,
    permission: 'none',
    ...overrides,
  };
}

interface Given {
  readonly demands?: Readonly<Record<string, number>>;
  readonly asOf?: number;
  readonly policy?: FleetPolicy;
  readonly pools?: readonly Pool[];
  readonly lanes?: readonly Lane[];
  readonly workers?: readonly WorkerRecord[];
  readonly memory?: unknown;
}

/** What is decided about these lanes of dedicated; spot has the same with all permission. */
function decide({ asOf = 0, policy = pacedBurst(), pools = defaultPools, lanes = [lane()], ...given }: Given) {
  const { workers = [worker('s', 'spot')], memory = null, demands = {} } = given;
  const ofPool = (pool: Pool): readonly Lane[] =>
    pool.preemptible ? lanes.map((one) => ({ ...one, permission: 'all' as const })) : lanes;
  const byPool = new Map(pools.map((pool) => [pool.name, ofPool(pool)]));
  return decideFleet(policy, { asOf, model: 'm', pools, lanes: byPool, workers, demands, memory: copyOf(memory) });
}

/** As the store would hand it to another coordinator. */
function copyOf(memory: unknown): unknown {
  return JSON.parse(JSON.stringify(memory));
}

/** The state that a policy is shown. */
function stateOf(given: Given): FleetState | undefined {
  let seen: FleetState | undefined;
  const policy: FleetPolicy = {
    name: 'watcher',
    decide(state) {
      seen = state;
      return { replicas: {}, drop: [], dedicatedUntilAt: undefined, reasons: [], memory: freshMemory };
    },
  };
  decide({ ...given, policy });
  return seen;
}

const poolOf = (state: FleetState | undefined, name: string) => state?.pools.find((pool) => pool.name === name);
const asked = ({ pools }: FleetDecision) =>
  Object.fromEntries(pools.map(({ pool, desiredReplicas }) => [pool, desiredReplicas]));
const permitted = ({ pools }: FleetDecision): readonly (readonly [string, string, Permission])[] =>
  pools.flatMap(({ pool, permissions }) => permissions.map((one) => [pool, one.batchId, one.permission] as const));

test('the hours of a lane are its tokens by what the worker in the middle does', () => {
  const at = (tokensPerSecond: number) => ({ throughput: { m: { requestsPerSecond: 1, tokensPerSecond } } });
  const workers = [worker('1', 'spot', at(1)), worker('2', 'spot', at(25)), worker('3', 'spot', at(900))];
  expect(stateOf({ workers })?.due).toMatchObject([{ leftHours: 2, unsettledHours: 0, deadlineAt: 24 * HOUR_MS }]);
});

test('where tokens are not told, requests stand for them', () => {
  const slow = worker('s', 'spot', { throughput: { m: { requestsPerSecond: 0.5, tokensPerSecond: null } } });
  expect(stateOf({ workers: [slow] })?.due[0]?.leftHours).toBe(2);
  expect(stateOf({ lanes: [lane({ tokens: 0 })] })?.due[0]?.leftHours).toBe(1);
});

test('work is measured by dedicated replicas where their rate is known, and spot by its speed beside them', () => {
  const half = { throughput: { m: { requestsPerSecond: 0.5, tokensPerSecond: 25 } } };
  const state = stateOf({ workers: [worker('s', 'spot'), worker('d', 'dedicated', half)] });
  expect(state?.due[0]?.leftHours).toBe(2);
  expect([poolOf(state, 'spot')?.speed, poolOf(state, 'dedicated')?.speed]).toEqual([2, 1]);
  const faster = { throughput: { m: { requestsPerSecond: 4, tokensPerSecond: 200 } } };
  const other = stateOf({ workers: [worker('s', 'spot'), worker('d', 'dedicated', faster)] });
  expect([other?.due[0]?.leftHours, poolOf(other, 'spot')?.speed]).toEqual([0.25, 0.25]);
});

test('a rate outlives its workers, in the memory', () => {
  const { memory } = decide({ pools: scaled });
  const state = stateOf({ pools: scaled, workers: [], memory, asOf: MINUTE_MS });
  expect(state?.due[0]?.leftHours).toBe(1);
  expect(poolOf(state, 'spot')?.replicas.filter(({ coldMs }) => coldMs === 0)).toEqual([]);
});

test('dedicated workers that nobody asked for stand by: they are no replicas, and start at once', () => {
  const workers = [worker('s', 'spot'), worker('d', 'dedicated')];
  expect(poolOf(stateOf({ workers }), 'dedicated')).toMatchObject({ replicas: [], maxReplicas: 1, coldStartMs: 0 });
});

test('dedicated workers of a pool that takes everything by configuration are replicas', () => {
  const pools = defaultPools.map((pool) => ({ ...pool, permission: 'all' as const }));
  const workers = [worker('s', 'spot'), worker('d', 'dedicated')];
  expect(poolOf(stateOf({ workers, pools }), 'dedicated')?.replicas).toEqual([{ id: 'd', coldMs: 0 }]);
  expect(permitted(decide({ workers, pools, lanes: [lane({ permission: 'all' })] }))).toEqual([]);
});

test('a worker without a healthy engine is no replica', () => {
  const sick = worker('x', 'spot', { engines: [{ url: 'http://x', healthy: false }] });
  const state = stateOf({ workers: [worker('s', 'spot'), sick] });
  expect(poolOf(state, 'spot')?.replicas).toEqual([{ id: 's', coldMs: 0 }]);
});

test('cold starts are a high quantile of what was measured, else what is configured', () => {
  expect(poolOf(stateOf({ pools: scaled }), 'spot')?.coldStartMs).toBe(5 * MINUTE_MS);
  const workers = Array.from({ length: 10 }, (_, index) =>
    worker(`${index}`, 'spot', { startedAt: 1, readyMs: 1_000 * (index + 1) - 1 }),
  );
  const wished = decide({ pools: scaled, workers: [] });
  const { memory } = decide({ pools: scaled, workers, memory: wished.memory });
  const later = stateOf({ pools: scaled, workers: [worker('s', 'spot')], memory });
  expect(poolOf(later, 'spot')?.coldStartMs).toBe(9_000);
});

test('a cold start begins with the wish, not with the worker, and a shortage is none', () => {
  const huge = [lane({ tokens: 180_000 * 90 })];
  const coldStart = (startedAt: number, pool: string, memory: unknown): number | undefined => {
    const workers = [worker('s', 'spot'), worker('fresh', pool, { startedAt, readyMs: 20_000 })];
    const decision = decide({ pools: scaled, lanes: huge, workers, memory, asOf: startedAt });
    return decision.pools.find((one) => one.pool === pool)?.observed?.coldStartMs;
  };
  const { memory } = decide({ pools: scaled, lanes: huge });
  expect(coldStart(4 * MINUTE_MS, 'spot', memory)).toBe(4 * MINUTE_MS + 20_000);
  expect(coldStart(6 * MINUTE_MS, 'spot', memory)).toBe(6 * MINUTE_MS + 20_000);
  expect(coldStart(11 * MINUTE_MS, 'spot', memory)).toBe(5 * MINUTE_MS);
  const must = decide({ pools: scaled, lanes: [lane({ deadlineAt: 12 * HOUR_MS, tokens: 180_000 * 60 })] });
  expect(asked(must).dedicated).toBe(4);
  expect(coldStart(4 * MINUTE_MS, 'dedicated', must.memory)).toBe(4 * MINUTE_MS + 20_000);
  expect(coldStart(HOUR_MS, 'dedicated', must.memory)).toBe(6 * MINUTE_MS + 20_000);
});

test('a spot pool that something starts is waited for, and dedicated takes over when it does not come', () => {
  const first = decide({ pools: scaled, workers: [] });
  expect([asked(first), permitted(first)]).toEqual([{ spot: 1, dedicated: 0 }, []]);
  const soon = decide({ pools: scaled, workers: [], memory: first.memory, asOf: 4 * MINUTE_MS });
  expect([asked(soon), permitted(soon)]).toEqual([{ spot: 1, dedicated: 0 }, []]);
  const late = decide({ pools: scaled, workers: [], memory: soon.memory, asOf: 5 * MINUTE_MS });
  expect([asked(late), permitted(late)]).toEqual([{ spot: 1, dedicated: 1 }, [['dedicated', 'b', 'all']]]);
});

test('replicas that were asked for are on their way for a cold start; after that spot counts as refused', () => {
  const huge = [lane({ tokens: 180_000 * 90 })];
  const first = decide({ pools: scaled, lanes: huge });
  const { memory } = first;
  expect(asked(first).spot).toBe(8);
  const soon = poolOf(stateOf({ pools: scaled, lanes: huge, memory, asOf: MINUTE_MS }), 'spot');
  expect(soon?.replicas.map(({ coldMs }) => coldMs)).toEqual([0, ...Array(7).fill(4 * MINUTE_MS)]);
  expect(soon?.obtainable).toBe(8);
  const late = poolOf(stateOf({ pools: scaled, lanes: huge, memory, asOf: 6 * MINUTE_MS }), 'spot');
  expect([late?.replicas.length, late?.obtainable]).toEqual([1, 1]);
  expect(asked(decide({ pools: scaled, lanes: huge, memory, asOf: 6 * MINUTE_MS })).spot).toBe(8);
});

test('without any rate a lane stays on spot until half of its window has passed, and its timeline says why', () => {
  const workers = [worker('s', 'spot', unmeasured), worker('d', 'dedicated', unmeasured)];
  const before = decide({ workers, asOf: 11 * HOUR_MS });
  expect([permitted(before), before.events, asked(before)]).toEqual([[], [], { spot: 1, dedicated: 0 }]);
  const after = decide({ workers, asOf: 13 * HOUR_MS, memory: before.memory });
  expect(permitted(after)).toEqual([['dedicated', 'b', 'all']]);
  expect(asked(after)).toEqual({ spot: 1, dedicated: 1 });
  expect(after.events.map(({ event }) => event.text)).toEqual([
    'Opened to dedicated for m. Half of the window has passed, and no throughput is known.',
  ]);
});

test('a lane opens at once when no spot worker serves its model and nothing would start one', () => {
  for (const workers of [[], [worker('d', 'dedicated')], [worker('s', 'spot', { models: ['n'] })]]) {
    expect(permitted(decide({ workers }))).toEqual([['dedicated', 'b', 'all']]);
  }
  const { memory } = decide({ pools: scaled });
  expect(permitted(decide({ pools: scaled, workers: [], memory }))).toEqual([]);
});

test('the batches due within the plan open, and the rest have what is configured', () => {
  const policy: FleetPolicy = {
    name: 'until ten',
    decide: (_, memory) => {
      const reasons = [{ rule: 'must', text: 'So it must be.' }];
      return { replicas: { dedicated: 1 }, drop: [], dedicatedUntilAt: 10 * HOUR_MS, reasons, memory };
    },
  };
  const pools = [...defaultPools, { ...(defaultPools[1] as Pool), name: 'reserve', permission: 'returned' as const }];
  const lanes = [
    lane({ batchId: 'early', deadlineAt: 10 * HOUR_MS }),
    lane({ batchId: 'late', deadlineAt: 11 * HOUR_MS, permission: 'all' }),
  ];
  const decision = decide({ policy, pools, lanes });
  expect(permitted(decision)).toEqual([
    ['dedicated', 'early', 'all'],
    ['dedicated', 'late', 'none'],
    ['reserve', 'early', 'all'],
    ['reserve', 'late', 'returned'],
  ]);
  expect(decision.events.slice(0, 2)).toEqual([
    { batchId: 'early', event: { kind: 'escalated', text: 'Opened to dedicated for m. So it must be.' } },
    { batchId: 'late', event: { kind: 'relaxed', text: 'Closed to dedicated for m. So it must be.' } },
  ]);
});

test('what goes on as before is not told again', () => {
  const tight = { deadlineAt: 2 * HOUR_MS, tokens: 180_000 * 2 };
  const workers = [worker('s', 'spot'), worker('d', 'dedicated')];
  const first = decide({ workers, lanes: [lane(tight)] });
  expect(first.events).toHaveLength(1);
  expect(first.events[0]?.event.text).toContain('Escalated: 2.0 h of work left for 2.0 h of time at 1 dedicated.');
  const opened = [lane({ ...tight, permission: 'all' })];
  const second = decide({ workers, lanes: opened, memory: first.memory, asOf: 5_000 });
  expect([permitted(second), second.events]).toEqual([[], []]);
});

test('dedicated replicas that never come are asked for again and again, and told of once', () => {
  const lanes = [lane({ permission: 'all', deadlineAt: 12 * HOUR_MS, tokens: 180_000 * 60 })];
  let decision = decide({ pools: scaled, lanes });
  expect(asked(decision).dedicated).toBe(4);
  expect(decision.events.map(({ event }) => event.kind)).toEqual(['scaled']);
  for (let minutes = 4; minutes < 12; minutes += 4) {
    decision = decide({ pools: scaled, lanes, memory: decision.memory, asOf: minutes * MINUTE_MS });
    expect([asked(decision).dedicated, decision.events]).toEqual([4, []]);
  }
});

test('a batch on spot alone does not escalate to workers that nobody has', () => {
  const decision = decide({ lanes: [lane({ tokens: 180_000 * 90 })] });
  expect([permitted(decision), decision.events, asked(decision)]).toEqual([[], [], { spot: 1, dedicated: 0 }]);
});

test('with too little time to start anything the dedicated workers that live help', () => {
  const pools = scaled.map((pool) => ({ ...pool, coldStartMs: HOUR_MS }));
  const workers = [worker('s', 'spot'), worker('d', 'dedicated')];
  const lanes = [lane({ deadlineAt: 20 * MINUTE_MS })];
  expect(permitted(decide({ pools, workers, lanes }))).toEqual([['dedicated', 'b', 'all']]);
});

test('policies that look at deadlines only need no rate, and are not overruled', () => {
  const workers = [worker('s', 'spot', unmeasured), worker('d', 'dedicated', unmeasured)];
  expect(permitted(decide({ policy: dedicatedOnly(), workers }))).toEqual([['dedicated', 'b', 'all']]);
  expect(permitted(decide({ policy: spotOnly(), workers: [], asOf: 23.5 * HOUR_MS }))).toEqual([]);
  expect(permitted(decide({ policy: lastHour(), workers, asOf: 22 * HOUR_MS }))).toEqual([]);
  expect(permitted(decide({ policy: lastHour(), workers, asOf: 23 * HOUR_MS }))).toEqual([['dedicated', 'b', 'all']]);
});

test('what spot holds of an open lane is recalled while dedicated workers are idle', () => {
  const lanes = [lane({ permission: 'all', dueInMs: 20_000 })];
  const idle = [worker('s', 'spot'), worker('d', 'dedicated', { inFlight: 3 })];
  expect(decide({ lanes, workers: idle }).recalls).toEqual([{ batchId: 'b', pool: 'spot' }]);
  expect(decide({ lanes, workers: [worker('s', 'spot'), worker('d', 'dedicated')] }).recalls).toEqual([]);
  expect(decide({ lanes: [lane({ dueInMs: 20_000 })], workers: idle }).recalls).toEqual([]);
  expect(decide({ lanes: [lane({ permission: 'all' })], workers: idle }).recalls).toEqual([]);
});

test('a decision says what it was made from', () => {
  const workers = [worker('s', 'spot', { readyMs: 40_000 }), worker('t', 'spot', { readyMs: 60_000 })];
  const lanes = [lane(), lane({ batchId: 'c', open: 400, tokens: 20_000 })];
  const { pools } = decide({ pools: scaled, workers, lanes });
  const work = { openRequests: 4_000, openTokens: 200_000 };
  expect(pools.map(({ pool, observed }) => [pool, observed])).toEqual([
    [
      'spot',
      { ...work, live: 2, throughput: { requestsPerSecond: 1, tokensPerSecond: 50 }, coldStartMs: 5 * MINUTE_MS },
    ],
    ['dedicated', { ...work, live: 0, throughput: null, coldStartMs: 180_000 }],
  ]);
});

test('without work every pool goes back to its minimum', () => {
  const pools = scaled.map((pool) => ({ ...pool, minReplicas: pool.preemptible ? 2 : 0 }));
  const { memory } = decide({ pools });
  expect(asked(decide({ pools, lanes: [], memory }))).toEqual({ spot: 2, dedicated: 0 });
});

test('a worker that serves two models counts for each by what their deadlines ask for', () => {
  const both = { models: ['m', 'n'] };
  const workers = [worker('s', 'spot', both), worker('d', 'dedicated', both), worker('e', 'dedicated')];
  const speeds = (demands: Given['demands']) =>
    stateOf({ workers, ...(demands && { demands }) })?.pools.map(({ speed }) => speed);
  expect(speeds({ m: 1, n: 3 })).toEqual([0.25, (0.25 + 1) / 2]);
  expect(speeds({ m: 1 })).toEqual([1, 1]);
});

test('what a lane began with is remembered for policies that ask for it, and for no others', () => {
  const totalOf = (policy: FleetPolicy) => {
    let seen: FleetState | undefined;
    const watching: FleetPolicy = {
      ...policy,
      decide(state, memory) {
        seen = state;
        return policy.decide(state, memory);
      },
    };
    const { memory } = decide({ policy });
    decide({ policy: watching, memory, lanes: [lane({ open: 1_800, tokens: 90_000 })] });
    return [seen?.due[0]?.totalHours, seen?.due[0]?.leftHours, JSON.stringify(memory).includes('totals')];
  };
  expect(totalOf(uniformProgress())).toEqual([1, 0.5, true]);
  expect(totalOf(pacedBurst())).toEqual([0.5, 0.5, false]);
});

test('an even pace that is kept asks for no dedicated replica, and one that is not kept does', () => {
  const policy = uniformProgress();
  const pools = scaled.map((pool) => (pool.preemptible ? { ...pool, maxReplicas: 0 } : pool));
  const { memory } = decide({ policy, pools, lanes: [lane({ tokens: 180_000 * 8 })] });
  const dedicatedWith = (hours: number) => {
    const lanes = [lane({ tokens: 180_000 * hours })];
    return asked(decide({ policy, pools, memory, workers: [], asOf: 12 * HOUR_MS, lanes })).dedicated;
  };
  expect([dedicatedWith(3.9), dedicatedWith(4.1)]).toEqual([0, 1]);
});

test('a dedicated pool that something scales starts from none, without a maximum too', () => {
  const dedicatedOf = (more: Partial<Pool>): number | undefined => {
    const pools = [...scaled.slice(0, 1), { ...(defaultPools[1] as Pool), ...more }];
    return asked(decide({ pools, lanes: [lane({ deadlineAt: 5 * HOUR_MS, tokens: 180_000 * 79.5 })] })).dedicated;
  };
  expect(dedicatedOf({ scaled: true })).toBe(16);
  expect(dedicatedOf({})).toBe(0);
});

test('a memory that another version left is forgotten', () => {
  expect(asked(decide({ memory: { version: 99, pools: 'gone' } }))).toEqual({ spot: 1, dedicated: 0 });
});

test('pools may be named like what every object inherits', () => {
  const named = (name: string) => defaultPools.map((pool) => (pool.preemptible ? { ...pool, name } : pool));
  const of = (name: string) => {
    const given = { pools: named(name), workers: [worker('s', name)] };
    const first = decide(given);
    const second = decide({ ...given, memory: first.memory, asOf: 5_000 });
    return [first, second].map((decision) => JSON.parse(JSON.stringify(decision).replaceAll(name, 'spot')));
  };
  expect(of('constructor')).toEqual(of('spot'));
});
