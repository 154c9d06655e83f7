/** Some of the bytes of a source: from the first to before the last. */
export interface Piece {
  /** Which of the sources. */
  readonly source: number;
  readonly from: number;
  readonly end: number;
}

/** A part of a join: one piece that the service copies by itself, or small pieces that are read and sent together. */
export type JoinPart = { readonly copied: Piece } | { readonly gathered: readonly Piece[] };

/** What bounds the parts. */
export interface JoinBounds {
  /** The service takes no smaller part, but the last. */
  readonly leastBytes: number;
  /** Most bytes that are gathered, in memory, for one part. */
  readonly gatheredBytes: number;
  /** Most bytes of one copy; twice the least or more. */
  readonly copiedBytes: number;
}

/** Cuts the bytes of sources of these sizes into parts, in their order, with as few as possible that are gathered. */
export function planJoin(sizes: readonly number[], bounds: JoinBounds): readonly JoinPart[] {
  const parts: JoinPart[] = [];
  let pieces: Piece[] = [];
  let room = bounds.gatheredBytes;
  const gather = (piece: Piece): void => {
    pieces.push(piece);
    room -= piece.end - piece.from;
    if (room === 0) flush();
  };
  const flush = (): void => {
    if (pieces.length > 0) parts.push({ gathered: pieces });
    pieces = [];
    room = bounds.gatheredBytes;
  };
  for (const [source, bytes] of sizes.entries()) {
    for (let from = 0, end = 0; from < bytes; from = end) {
      const left = bytes - from;
      const copies = pieces.length === 0 && left >= bounds.leastBytes;
      // Copies of one size: a small rest behind a large one would have to be gathered.
      end = from + (copies ? Math.ceil(left / Math.ceil(left / bounds.copiedBytes)) : Math.min(left, room));
      if (copies) parts.push({ copied: { source, from, end } });
      else gather({ source, from, end });
    }
  }
  flush();
  return parts;
}

/** The bytes of all pieces. */
export function bytesOfPart(part: JoinPart): number {
  const pieces = 'copied' in part ? [part.copied] : part.gathered;
  return pieces.reduce((bytes, { from, end }) => bytes + end - from, 0);
}
