import type { Store } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { install } from './installation.ts';
import { answered, busy, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

test('a run yields each result once, also when a later extent finishes before an earlier one', async () => {
  await using installation = await install();
  const { clock, spillway } = installation;
  // The first extent ends last: one of its requests is slow to come through.
  const script: Script = ({ prompt, nth }) => (prompt === 'p0' && nth < 6 ? busy : answered);
  const worker = startWorker(installation, script, { concurrency: 64 });
  const requests = Array.from({ length: 1_500 }, (_, index) => ({
    body: { messages: [{ role: 'user', content: `p${index}` }] },
  }));
  const gather = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { customId } of spillway.run(requests, { model: 'm' })) ids.push(customId);
    return ids;
  };
  const ids = await clock.until(gather());
  expect(ids.at(-1)).toBe('0');
  expect(ids).toHaveLength(1_500);
  expect(new Set(ids).size).toBe(1_500);
  await stopWorker(installation, worker);
});

test('a settlement that becomes visible after later ones is not skipped', async () => {
  let hidden: number | undefined;
  const late = (store: Store): Store => ({
    ...store,
    shards: {
      ...store.shards,
      async settlements(batchId, query) {
        const page = await store.shards.settlements(batchId, query);
        // The first settlement of all is held back until another of its extent has been seen.
        hidden ??= page.settlements[0]?.ordinal;
        const settlements = page.settlements.filter(({ ordinal }) => ordinal !== hidden);
        if (settlements.length > 0 && hidden !== undefined) {
          hidden = -1;
          return { ...page, settlements };
        }
        return hidden === -1 ? page : { ...page, settlements };
      },
    },
  });
  await using installation = await install({ store: late });
  const { clock, spillway } = installation;
  const worker = startWorker(installation, () => answered, { concurrency: 4 });
  const requests = Array.from({ length: 200 }, (_, index) => ({
    body: { messages: [{ role: 'user', content: `p${index}` }] },
  }));
  const gather = async (): Promise<Set<string>> => {
    const ids = new Set<string>();
    for await (const { customId } of spillway.run(requests, { model: 'm' })) ids.add(customId);
    return ids;
  };
  expect((await clock.until(gather())).size).toBe(200);
  await stopWorker(installation, worker);
});
