import { recordWords } from './sorted-runs.ts';

/** A request whose hash others had before it. */
export interface Suspect {
  readonly seq: number;
  /** Requests before it with the same hash. */
  readonly earlier: readonly number[];
}

/** More ids that differ and share a keyed hash of 64 bits do not happen: the rest of such a group is compared with these. */
const maxEarlier = 16;

/**
 * The first `limit` requests, by seq, whose hash is not theirs alone; from pages of records in ascending order. Which
 * of them truly repeat an id only the lines can tell.
 */
export async function findSuspects(pages: AsyncIterable<Uint32Array>, limit: number): Promise<Suspect[]> {
  let suspects: Suspect[] = [];
  let earlier: number[] = [];
  let high = -1;
  let low = -1;
  for await (const page of pages) {
    for (let at = 0; at < page.length; at += recordWords) {
      const seq = page[at + 2] as number;
      if (page[at] === high && page[at + 1] === low) {
        suspects.push({ seq, earlier: earlier.slice() });
        if (suspects.length >= limit * 4) suspects = lowestSeqs(suspects, limit);
        if (earlier.length < maxEarlier) earlier.push(seq);
        continue;
      }
      high = page[at] as number;
      low = page[at + 1] as number;
      earlier = [seq];
    }
  }
  return lowestSeqs(suspects, limit);
}

function lowestSeqs(suspects: Suspect[], limit: number): Suspect[] {
  return suspects.sort((left, right) => left.seq - right.seq).slice(0, limit);
}
