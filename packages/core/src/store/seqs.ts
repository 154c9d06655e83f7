/**
 * A set of request positions of one batch: ranges that are ascending, disjoint, not adjacent and half-open.
 * `[[0, 3], [7, 8]]` holds 0, 1, 2 and 7.
 */
export type Seqs = readonly SeqRange[];

/** `from` is in the range, `end` is not. */
export type SeqRange = readonly [from: number, end: number];

/** How many positions the set holds. */
export function sizeOf(seqs: Seqs): number {
  let size = 0;
  for (const [from, end] of seqs) size += end - from;
  return size;
}

/** The positions one by one, ascending. */
export function* eachSeq(seqs: Seqs): Generator<number> {
  for (const [from, end] of seqs) for (let seq = from; seq < end; seq++) yield seq;
}

/** The set of positions that come in ascending order. */
export function seqsOf(ascending: Iterable<number>): Seqs {
  const ranges: [number, number][] = [];
  for (const seq of ascending) {
    const last = ranges.at(-1);
    if (last && last[1] === seq) last[1]++;
    else ranges.push([seq, seq + 1]);
  }
  return ranges;
}

/** Whether every position of `part` is in `whole`. */
export function containsAll(whole: Seqs, part: Seqs): boolean {
  return sizeOf(subtractSeqs(part, whole)) === 0;
}

/** The positions of `seqs` that are not in `gone`. */
export function subtractSeqs(seqs: Seqs, gone: Seqs): Seqs {
  const left: SeqRange[] = [];
  let skip = 0;
  for (const [from, end] of seqs) {
    let at = from;
    while (skip < gone.length && (gone[skip] as SeqRange)[1] <= at) skip++;
    for (let index = skip; index < gone.length && (gone[index] as SeqRange)[0] < end; index++) {
      const [goneFrom, goneEnd] = gone[index] as SeqRange;
      if (goneFrom > at) left.push([at, goneFrom]);
      at = Math.max(at, goneEnd);
    }
    if (at < end) left.push([at, end]);
  }
  return left;
}

/** The positions of both sets. */
export function intersectSeqs(left: Seqs, right: Seqs): Seqs {
  return subtractSeqs(left, subtractSeqs(left, right));
}

/** The positions of any of the sets. */
export function uniteSeqs(...sets: readonly Seqs[]): Seqs {
  const all = sets.flat().sort((left, right) => left[0] - right[0]);
  const ranges: [number, number][] = [];
  for (const [from, end] of all) {
    const last = ranges.at(-1);
    if (last && last[1] >= from) last[1] = Math.max(last[1], end);
    else ranges.push([from, end]);
  }
  return ranges;
}

/** The first `count` positions of the set. */
export function firstSeqs(seqs: Seqs, count: number): Seqs {
  const taken: SeqRange[] = [];
  let left = count;
  for (const [from, end] of seqs) {
    if (left <= 0) break;
    const stop = Math.min(end, from + left);
    taken.push([from, stop]);
    left -= stop - from;
  }
  return taken;
}
