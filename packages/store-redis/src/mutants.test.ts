import { createHash } from 'node:crypto';
import { checkLaw, type StoreHarness, storeLaws } from '@spillway/contract';
import { SpillwayError } from '@spillway/core/errors';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchMutants } from '../test/mutants/batch-mutants.ts';
import { bulkActionMutants } from '../test/mutants/bulk-action-mutants.ts';
import { claimMutants } from '../test/mutants/claim-mutants.ts';
import { dropMutants } from '../test/mutants/drop-mutants.ts';
import type { Mutant } from '../test/mutants/mutant.ts';
import { settleMutants } from '../test/mutants/settle-mutants.ts';
import { needRedis } from '../test/need-redis.ts';
import { createRedisHarness } from '../test/redis-harness.ts';
import { type RedisServer, startRedisServer } from '../test/redis-server.ts';
import { assembleStore } from './assemble-store.ts';
import { knownScripts, type Scripts } from './session.ts';

const mutants: readonly Mutant[] = [
  ...claimMutants,
  ...settleMutants,
  ...dropMutants,
  ...batchMutants,
  ...bulkActionMutants,
];

needRedis();

function plant({ script, replace }: Mutant): Scripts {
  let text = knownScripts().get(script)?.text;
  if (text === undefined) throw new Error(`there is no script ${script}`);
  for (const [said, says] of replace) {
    if (!text.includes(said)) throw new Error(`${script} does not say: ${said}`);
    text = text.replaceAll(said, says);
  }
  return new Map(knownScripts()).set(script, { text, sha1: createHash('sha1').update(text).digest('hex') });
}

let server: RedisServer;
let redis: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url, { lazyConnect: true });
});

afterAll(async () => {
  redis?.disconnect();
  await server?.[Symbol.asyncDispose]();
});

describe('the contract catches', () => {
  test.each(mutants)('$bug', async (mutant) => {
    const harness = await createRedisHarness(redis, (options) => assembleStore(options, plant(mutant)));
    expect(await breaks(harness, mutant.law)).toBe(true);
  });
});

/** Whether the law fails. Where two calls must meet for it, they may miss each other on a busy machine. */
async function breaks(harness: StoreHarness, title: string): Promise<boolean> {
  const law = storeLaws.find((one) => one.title === title);
  if (!law) throw new Error(`the contract has no law "${title}"`);
  for (let tries = 0; tries < 10; tries++) {
    try {
      await checkLaw(law, async () => harness);
    } catch (error) {
      // A script that does not run shows nothing.
      if (SpillwayError.is(error, 'internal')) throw error;
      return true;
    }
  }
  return false;
}
