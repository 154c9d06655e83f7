import { seededChance } from '@spillway/contract';
import type { AnswerPlace, Store } from '@spillway/core/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { createPostgresStore, migrate } from './index.ts';

const hashes = Array.from({ length: 80 }, (_, index) => index.toString(16).padStart(64, '0'));
const tokens = { tokensIn: 1, tokensOut: 1, cachedTokens: 0, reasoningTokens: 0 };
const rounds = 60;

let server: TestServer;
let store: Store;

beforeAll(async () => {
  server = await startTestServer();
  const { url: connectionString, schema } = await server.createSchema();
  await migrate({ connectionString, schema });
  store = createPostgresStore({ connectionString, schema, poolSize: 12 });
});

afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await server?.close();
});

test('while all ask, tell and forget at once nothing deadlocks, and nobody is told to run what another holds', async () => {
  /** Who was told to run each hash and has not given it up. */
  const holders = new Map<string, string>();
  const twice: string[] = [];
  const asks = Array.from({ length: 8 }, (_, seed) => ask(seed + 1, holders, twice));
  await Promise.all([...asks, forget()]);
  expect(twice).toEqual([]);
});

async function ask(seed: number, holders: Map<string, string>, twice: string[]): Promise<void> {
  const { results } = store;
  if (!results) throw new Error('the store has no results');
  const chance = seededChance(seed);
  for (let round = 0; round < rounds; round++) {
    const owner = `${seed}`;
    const asked = hashes.filter(() => chance() < 0.5).sort(() => chance() - 0.5);
    const contenders = asked.map((hash) => ({ hash, owner }));
    const told = await results.reserve({ scope: 's', contenders, leaseMs: 600_000 });
    const mine = contenders.filter((_, at) => told[at]?.kind === 'run');
    for (const { hash } of mine) {
      const other = holders.get(hash);
      if (other !== undefined && other !== owner) twice.push(hash);
      holders.set(hash, owner);
    }
    await results.reserve({ scope: 's', contenders: mine, leaseMs: 600_000 });
    // Given up before the store is told, so that the next may be told before this call has returned.
    for (const { hash } of mine) holders.delete(hash);
    const places = (of: typeof contenders) => of.map(({ hash }) => ({ hash, place: placeOf(owner) }));
    await results.publish({ scope: 's', expiresInMs: 1, places: places(mine.filter((_, at) => at % 2 === 0)) });
    // What it does not hold stays as it is; where nobody asks first, answers are told side by side.
    await results.release({ scope: 's', contenders, apartMs: 0 });
    await results.publish({ scope: 'told', expiresInMs: 1, places: places(contenders) });
  }
}

const placeOf = (requestId: string): AnswerPlace => ({
  ...{ requestId, tenant: 't', segment: 'segments/a', offset: 0, bytes: 1 },
  ...tokens,
});

async function forget(): Promise<void> {
  for (let round = 0; round < rounds; round++) await store.results?.purge({ limit: 20 });
}
