import { type Claim, type Flush, type Lines, type Outcome, seqsOf } from '@spillway/core/store';

/** Numbers that look random and are the same in every run. */
function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What became of the requests of one flush, by their positions in the claim. */
export interface MadeFlush {
  readonly positions: readonly number[];
  readonly lines: Omit<Lines, 'segment' | 'seqs'>;
}

/**
 * How claims of `requests` end, as worker after worker would see it: requests finish in no order, each with its own
 * length, tokens and time; nearly all succeed. Made before the run, for the making is no part of a queue.
 */
export function makeEndings(
  claims: number,
  requests: number,
  requestsPerFlush: number,
): readonly (readonly MadeFlush[])[] {
  const chance = seededNumbers(1);
  return Array.from({ length: claims }, () => {
    const finished = shuffled(
      Array.from({ length: requests }, (_, position) => position),
      chance,
    );
    const flushes = Array.from({ length: requests / requestsPerFlush }, (_, index) => index * requestsPerFlush);
    return flushes.map((from) => makeFlush(finished.slice(from, from + requestsPerFlush), chance));
  });
}

function makeFlush(finished: number[], chance: () => number): MadeFlush {
  const positions = finished.sort((left, right) => left - right);
  const between = (low: number, high: number): number => Math.floor(low + chance() * (high - low));
  const lines = {
    offset: 0,
    outcomes: positions.map((): Outcome => (chance() < 0.01 ? 'failed' : 'succeeded')),
    lengths: positions.map(() => between(400, 1_600)),
    attempts: positions.map(() => (chance() < 0.02 ? 2 : 1)),
    tokensIn: positions.map(() => between(20, 2_000)),
    tokensOut: positions.map(() => between(20, 500)),
    durationsMs: positions.map(() => between(300, 20_000)),
  };
  return { positions, lines };
}

/** The made flush as one of this claim. */
export function flushOf({ batchId, shardId, fence, extent }: Claim, { positions, lines }: MadeFlush): Flush {
  const seqs = seqsOf(positions.map((position) => extent.firstSeq + position));
  const segment = `segments/${batchId}/${shardId}-${fence}-${positions[0]}`;
  return { batchId, shardId, fence, lines: { ...lines, segment, seqs }, engine: 'http://10.0.0.7:8000', rest: 'hold' };
}

function shuffled(values: number[], chance: () => number): number[] {
  for (let index = values.length - 1; index > 0; index--) {
    const other = Math.floor(chance() * (index + 1));
    [values[index], values[other]] = [values[other] as number, values[index] as number];
  }
  return values;
}
