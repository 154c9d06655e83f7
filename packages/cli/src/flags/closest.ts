/** The candidate that the word was probably meant to be; undefined when none is within `most` changes. */
export function closest(
  word: string,
  candidates: Iterable<string>,
  most: number = Math.max(2, Math.floor(word.length / 3)),
): string | undefined {
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of candidates) {
    const distance = candidate.startsWith(word) && word.length > 1 ? 1 : editDistance(word, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that make one word the other. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(above, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, at(above, column) + 1, at(current, column - 1) + 1, swap));
    }
    [before, above] = [above, current];
  }
  return at(above, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] as number;
}
