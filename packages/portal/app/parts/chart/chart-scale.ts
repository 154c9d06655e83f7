/** Drawn in a box of this size, which the page stretches. */
export const box = { width: 1_000, height: 100 } as const;

/** A round number at or above, of which half is round, too. 1 for nothing. */
export function roundAbove(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 3, 4, 5, 6, 8].find((factor) => most <= factor * power) ?? 10;
  return step * power;
}

/** Values one on top of the other; what is unknown adds nothing. */
export function stacked(series: readonly (readonly (number | null)[])[]): number[][] {
  const sums = (series[0] ?? []).map(() => 0);
  return series.map((values) =>
    values.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return sums[index];
    }),
  );
}

/** Where each instant stands, from left to right. */
export function placesOf(at: readonly number[]): number[] {
  const [from = 0, to = from] = [at[0], at.at(-1)];
  return at.map((instant) => (to === from ? 0 : ((instant - from) / (to - from)) * box.width));
}

/** A line through the values, broken off where there is none. */
export function linePath(places: readonly number[], values: readonly (number | null)[], most: number): string {
  let pen = 'M';
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const point = `${pen}${short(places[index] ?? 0)} ${short(heightOf(value, most))}`;
      pen = 'L';
      return point;
    })
    .join('');
}

/** The ground between two lines. */
export function areaPath(
  places: readonly number[],
  {
    above,
    below,
    most,
  }: { readonly above: readonly number[]; readonly below: readonly number[]; readonly most: number },
): string {
  const back = linePath(places.toReversed(), below.toReversed(), most).replace('M', 'L');
  return `${linePath(places, above, most)}${back}Z`;
}

function heightOf(value: number, most: number): number {
  return box.height - (value / most) * box.height;
}

function short(length: number): number {
  return Math.round(length * 10) / 10;
}
