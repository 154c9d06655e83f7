/** What is known of one thing at each instant of a chart; null where nothing is. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Of the same thing as another series: has its colour, and a broken line. */
  readonly of?: string;
}

const fixed: Readonly<Record<string, number>> = { spot: 0, dedicated: 1, none: 5 };
const [FIRST, OTHERS] = [2, 3];

/** The colour of each: pools of one name have the same one in every chart. */
export function toneOf(series: readonly Series[], { name, of = name }: Series): number {
  const others = [...new Set(series.map((one) => one.of ?? one.name))].filter((other) => fixed[other] === undefined);
  return fixed[of] ?? FIRST + (others.toSorted().indexOf(of) % OTHERS);
}
