import type { ServerResponse } from 'node:http';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { expect, it } from 'vitest';
import { executeMany, until } from './executions.ts';
import { ManualClock } from './manual-clock.ts';
import { json, models, ScriptedServer } from './scripted-server.ts';

const path = '/v1/chat/completions';
const healthy = { '/health': json(200, {}), '/v1/models': models('spillway-sim') };

it('an engine without room is given half as much each time, what is more is turned away, and it gets all again once it has room', async () => {
  const held: ServerResponse[] = [];
  await using server = await ScriptedServer.start({ ...healthy, [path]: (response) => void held.push(response) });
  await using executor = createVllmExecutor({ engines: [server.url], connections: 48, clock: new ManualClock() });
  await executor.ready();
  expect(executor.pressure().capacity).toBeNull();
  /** Sends as many, answers those that arrive, and says how many did; the verdicts of the others. */
  const round = async (count: number, statusCode: number) => {
    const verdicts = executeMany(executor, count);
    const arriving = Math.min(count, executor.pressure().capacity ?? count);
    await until(() => held.length === arriving);
    for (const response of held.splice(0)) {
      response.writeHead(statusCode, { 'content-type': 'application/json' }).end('{"choices":[]}');
    }
    const kinds = (await verdicts).map(({ kind }) => kind);
    return { arrived: arriving, busy: kinds.filter((kind) => kind === 'busy').length };
  };
  const seen: number[] = [];
  for (let nth = 0; nth < 7; nth++) {
    const { arrived, busy } = await round(32, 503);
    expect(busy).toBe(32);
    seen.push(arrived);
  }
  expect(seen).toEqual([32, 16, 8, 4, 2, 1, 1]);
  expect(server.posts).toHaveLength(64);
  expect(executor.pressure()).toMatchObject({ capacity: 1, healthyEngines: 1 });
  for (const expected of [1, 2, 4, 8, 16]) expect((await round(32, 200)).arrived).toBe(expected);
  for (let rounds = 0; executor.pressure().capacity !== null; rounds++) {
    expect(rounds).toBeLessThan(40);
    await round(48, 200);
  }
  expect(await round(48, 200)).toEqual({ arrived: 48, busy: 0 });
});

it('a full engine leaves the work to one that has room', async () => {
  await using full = await ScriptedServer.start({ ...healthy, [path]: json(503, {}) });
  await using free = await ScriptedServer.start({ ...healthy, [path]: json(200, { choices: [] }) });
  await using executor = createVllmExecutor({ engines: [full.url, free.url], clock: new ManualClock() });
  await until(() => executor.pressure().healthyEngines === 2);
  await executeMany(executor, 40);
  const before = full.posts.length;
  expect((await executeMany(executor, 40)).every(({ kind }) => kind === 'answered')).toBe(true);
  expect(full.posts.length).toBe(before);
});
