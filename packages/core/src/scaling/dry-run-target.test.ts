import { expect, test } from 'vitest';
import { dryRunTarget, type ScaleChange } from './dry-run-target.ts';

test('a dry run says each change once, and keeps models and pools apart', async () => {
  const changes: ScaleChange[] = [];
  await using target = dryRunTarget({ onChange: (change) => changes.push(change) });
  const signal = new AbortController().signal;
  const wish = (pool: string, model: string, desiredReplicas: number) =>
    target.scale({ pool, model, desiredReplicas, live: 1 }, { signal });
  for (const count of [0, 2, 2, 1]) await wish('spot', 'a', count);
  await wish('spot', 'b', 2);
  await wish('dedicated', 'a', 2);
  expect(changes.map(({ pool, model, before, desiredReplicas }) => [pool, model, before, desiredReplicas])).toEqual([
    ['spot', 'a', null, 0],
    ['spot', 'a', 0, 2],
    ['spot', 'a', 2, 1],
    ['spot', 'b', null, 2],
    ['dedicated', 'a', null, 2],
  ]);
});
