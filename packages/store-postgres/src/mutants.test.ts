import { checkLaw, storeLaws } from '@spillway/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessMutants } from '../test/mutants/access-mutants.ts';
import { batchMutants } from '../test/mutants/batch-mutants.ts';
import { bulkActionMutants } from '../test/mutants/bulk-action-mutants.ts';
import { claimMutants } from '../test/mutants/claim-mutants.ts';
import { dropMutants } from '../test/mutants/drop-mutants.ts';
import type { Mutant } from '../test/mutants/mutant.ts';
import { resultMutants } from '../test/mutants/result-mutants.ts';
import { settleMutants } from '../test/mutants/settle-mutants.ts';
import { uploadMutants } from '../test/mutants/upload-mutants.ts';
import { createPostgresHarness, type PostgresHarness } from '../test/postgres-harness.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { assembleStore } from './postgres-store.ts';
import { parseOptions } from './postgres-store-options.ts';
import type { Statement } from './statement.ts';
import { type Statements, statements } from './statements/index.ts';

const mutants: readonly Mutant[] = [
  ...claimMutants,
  ...settleMutants,
  ...dropMutants,
  ...batchMutants,
  ...accessMutants,
  ...resultMutants,
  ...uploadMutants,
  ...bulkActionMutants,
];

function plant({ statement, replace }: Mutant): Statements {
  const original: Statement<unknown> | undefined = statements[statement as keyof Statements];
  if (!original) throw new Error(`there is no statement ${statement}`);
  let text = original.text;
  for (const [said, says] of replace) {
    if (!text.includes(said)) throw new Error(`${statement} does not say: ${said}`);
    text = text.replaceAll(said, says);
  }
  return { ...statements, [statement]: { ...original, text } };
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server?.close();
});

describe('the contract catches', () => {
  test.each(mutants)('$bug', async (mutant) => {
    await using harness = await createPostgresHarness(server.url, (ground) =>
      assembleStore(parseOptions(ground), plant(mutant)),
    );
    expect(await breaks(harness, mutant.law)).toBe(true);
  });
});

/** Whether the law fails. Where two calls must meet for it, they may miss each other dozens of times in a row on a busy machine. */
async function breaks({ store, clock, freshId }: PostgresHarness, title: string): Promise<boolean> {
  const law = storeLaws.find((law) => law.title === title);
  if (!law) throw new Error(`the contract has no law "${title}"`);
  for (let tries = 0; tries < 3_000; tries++) {
    try {
      await checkLaw(law, async () => ({ store, clock, freshId }));
    } catch {
      return true;
    }
  }
  return false;
}
