import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { checkDuplicates } from './check-duplicates.ts';
import { ProblemReport } from './problem.ts';
import { RequestFinder } from './request-finder.ts';

const line = (id: string): string => `{"custom_id":"${id}"}`;

/** Requests 0 to 4 on the lines 1, 3, 4, 6 and 7, in two extents. */
const ids = ['a', 'b', 'b', 'a', 'c'];
const firstPart = `${line('a')}\n\n${line('b')}`;
const secondPart = `${line('b')}\n\n${line('a')}\n${line('c')}`;
const input = Buffer.from(`${firstPart}\n${secondPart}\n`);

function finderOf(reads: number[] = []): RequestFinder {
  const places = [
    { firstSeq: 0, requests: 2, offset: 0, bytes: firstPart.length, firstLine: 1 },
    { firstSeq: 2, requests: 3, offset: firstPart.length + 1, bytes: secondPart.length, firstLine: 4 },
  ];
  return new RequestFinder(places, async (offset, length) => {
    reads.push(offset);
    return input.subarray(offset, offset + length);
  });
}

describe('a search for repeated ids', () => {
  it('finds requests again with their line and id', async () => {
    const finder = finderOf();
    for (const [seq, number] of [1, 3, 4, 6, 7].entries())
      expect(await finder.find(seq)).toEqual({ line: number, customId: ids[seq] });
  });

  it('reads an extent once for neighbours', async () => {
    const reads: number[] = [];
    const finder = finderOf(reads);
    for (const seq of [2, 3, 4]) await finder.find(seq);
    expect(reads).toHaveLength(1);
  });

  it('reports a repeated id against any of those before it, and not ids that only share a hash', async () => {
    const report = new ProblemReport();
    const suspects = [
      { seq: 1, earlier: [0] },
      { seq: 2, earlier: [0, 1] },
      { seq: 3, earlier: [0, 1, 2] },
      { seq: 4, earlier: [0, 1, 2, 3] },
    ];
    await checkDuplicates(suspects, finderOf(), report);
    expect(report.problems.map(({ line: number, message }) => [number, message.slice(0, 37)])).toEqual([
      [4, 'custom_id "b" is that of line 3 alrea'],
      [6, 'custom_id "a" is that of line 1 alrea'],
    ]);
  });
});
