import { expect, it } from 'vitest';
import { measure, unbounded } from '../../trials/memory/measure.ts';

it('no process of a deployment holds more than 300 MB, whatever the file', async () => {
  const { peaks } = await measure({
    name: 'fleet',
    installations: ['fleet'],
    lines: 20_000,
    lineBytes: 50_000_000,
    concurrency: 256,
    boundBytes: 300_000_000,
    onSample: () => {},
  });
  expect([...peaks.keys()].toSorted()).toEqual(['coordinate', 'engine', 'postgres', 'serve', 'trial', 'work']);
  const beyond = [...peaks].filter(([name, { bytes }]) => !unbounded.has(name) && bytes > 300_000_000);
  expect(beyond).toEqual([]);
});
