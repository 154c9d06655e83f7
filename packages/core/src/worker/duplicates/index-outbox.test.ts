import { expect, test } from 'vitest';
import type { AnswerPlace, ResultIndex } from '../../store/index.ts';
import { IndexOutbox } from './index-outbox.ts';

const place = (requestId: string): AnswerPlace => ({ requestId }) as AnswerPlace;

function observed(fails = false) {
  const calls: [string, unknown][] = [];
  const note = (name: string) => async (asked: unknown) => {
    calls.push([name, asked]);
    if (fails) throw new Error('away');
  };
  const index = { publish: note('publish'), release: note('release') } as unknown as ResultIndex;
  const troubles: unknown[] = [];
  return { calls, troubles, outbox: new IndexOutbox(index, (error) => void troubles.push(error)) };
}

test('what comes in one turn goes in one call for each scope, of each hash the last', async () => {
  const { calls, outbox } = observed();
  const publish = { kind: 'publish', scope: 's', expiresInMs: 9 } as const;
  outbox.add({ ...publish, hash: 'a', place: place('1') });
  outbox.add({ ...publish, hash: 'b', place: place('2') });
  outbox.add({ ...publish, hash: 'a', place: place('3') });
  outbox.add({ ...publish, scope: 't', hash: 'a', place: place('4') });
  outbox.add({ kind: 'release', scope: 's', apartMs: 5, contender: { hash: 'c', owner: 'o' } });
  await outbox.empty();
  const placed = (hash: string, id: string) => ({ hash, place: place(id) });
  expect(calls).toMatchObject([
    ['publish', { scope: 's', expiresInMs: 9, places: [placed('a', '3'), placed('b', '2')] }],
    ['publish', { scope: 't', expiresInMs: 9, places: [placed('a', '4')] }],
    ['release', { scope: 's', apartMs: 5, contenders: [{ hash: 'c', owner: 'o' }] }],
  ]);
});

test('an index that takes nothing does not fill the memory', async () => {
  const { promise: taken, resolve: take } = Promise.withResolvers<void>();
  let releases = 0;
  const release: ResultIndex['release'] = async ({ contenders }) => {
    releases += contenders.length;
    await taken;
  };
  const outbox = new IndexOutbox({ release } as unknown as ResultIndex, () => {});
  for (let index = 0; index < 30_000; index++) {
    if (index % 1_000 === 1) await Promise.resolve();
    outbox.add({ kind: 'release', scope: 's', apartMs: 0, contender: { hash: `${index}`, owner: 'o' } });
  }
  take();
  await outbox.empty();
  expect(releases).toBeLessThanOrEqual(12_000);
  expect(releases).toBeGreaterThan(1_000);
});

test('what cannot be told is told of and forgotten, and the rest goes on', async () => {
  const { calls, troubles, outbox } = observed(true);
  for (const hash of ['a', 'b']) {
    outbox.add({ kind: 'release', scope: hash, apartMs: 0, contender: { hash, owner: 'o' } });
    await outbox.empty();
  }
  expect(calls).toHaveLength(2);
  expect(troubles).toHaveLength(2);
});
