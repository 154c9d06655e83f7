import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Extent, Lines, OpenShard, Settlement } from '../store/index.ts';
import { requestStates } from './request-states.ts';

const REQUESTS = 3;

/** Of each extent, which of its three requests have ended. */
const courses = fc.array(fc.array(fc.boolean(), { minLength: REQUESTS, maxLength: REQUESTS }), { maxLength: 30 });

const extentAt = (index: number): Extent => ({ firstSeq: index * REQUESTS, requests: REQUESTS, offset: 0, bytes: 30 });

function settlementOf(extent: Extent, seq: number): Settlement {
  const seqs = [[seq, seq + 1]] as const;
  const one = { outcomes: ['succeeded'] as const, lengths: [1], attempts: [1], tokensIn: [1], tokensOut: [1] };
  const lines: Lines = { segment: 's', offset: 0, seqs, ...one, durationsMs: [1] };
  return { extent, ordinal: seq + 1, seqs, lines, model: 'm', settledAt: 0, pool: null, workerId: null, engine: null };
}

/** A page of what lies in whole extents, as stores page. */
function pageOf<Part extends { readonly extent: Extent }>(
  parts: readonly Part[],
  { fromSeq, extents }: { readonly fromSeq: number; readonly extents: number },
): { readonly parts: readonly Part[]; readonly nextSeq?: number } {
  const after = parts.filter(({ extent }) => extent.firstSeq + extent.requests > fromSeq);
  const firsts = [...new Set(after.map(({ extent }) => extent.firstSeq))];
  const nextSeq = firsts[extents];
  const some = after.filter(({ extent }) => firsts.slice(0, extents).includes(extent.firstSeq));
  return { parts: some, ...(nextSeq !== undefined && { nextSeq }) };
}

test('every request is seen once, in order, however open and ended ones lie among the extents', async () => {
  await fc.assert(
    fc.asyncProperty(courses, fc.integer({ min: 1, max: 5 }), fc.nat(90), async (course, extents, fromSeq) => {
      const seqs = course.flatMap((ended, index) =>
        ended.map((isEnded, at) => ({ index, seq: index * REQUESTS + at, isEnded })),
      );
      const open = seqs
        .filter(({ isEnded }) => !isEnded)
        .map(
          ({ index, seq }): OpenShard => ({
            extent: extentAt(index),
            model: 'm',
            seqs: [[seq, seq + 1]],
            attempts: 0,
            dueInMs: 0,
            holder: null,
          }),
        );
      const settled = seqs.filter(({ isEnded }) => isEnded).map(({ index, seq }) => settlementOf(extentAt(index), seq));
      const shards = {
        list: async (_: string, query: { fromSeq: number; extents: number }) => {
          const { parts, ...rest } = pageOf(open, query);
          return { shards: parts, ...rest };
        },
        settlements: async (_: string, query: { fromSeq: number; extents: number }) => {
          const { parts, ...rest } = pageOf(settled, query);
          return { settlements: parts, ...rest };
        },
      };
      const wanted = seqs.filter(({ index }) => (index + 1) * REQUESTS > fromSeq);
      for (const part of ['all', 'open', 'ended'] as const) {
        const seen: (readonly [number, boolean])[] = [];
        for await (const states of requestStates({ shards, batchId: 'b', fromSeq, wanted: part, extents })) {
          seen.push(...states.map(({ seq, record }) => [seq, record !== undefined] as const));
        }
        const isWanted = (isEnded: boolean): boolean => part === 'all' || isEnded === (part === 'ended');
        expect(seen.filter(([, isEnded]) => isWanted(isEnded))).toEqual(
          wanted.filter(({ isEnded }) => isWanted(isEnded)).map(({ seq, isEnded }) => [seq, isEnded]),
        );
      }
    }),
    { numRuns: 300 },
  );
});
