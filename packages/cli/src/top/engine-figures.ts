import type { Worker, WorkerEngine } from '@spillway/api-types';
import { formatDuration } from '../flags/duration.ts';
import { formatCount, formatRate } from '../terminal/amount.ts';
import type { Column } from '../terminal/text-table.ts';

/** What the engines of a worker do: tokens in and out, the median latency of the slowest, and what waits in them. */
export const engineColumns: readonly Column[] = [
  { title: 'TOK/S', align: 'right', dispensable: 2 },
  { title: 'LATENCY', align: 'right', dispensable: 3 },
  { title: 'WAITING', align: 'right', dispensable: 4 },
];

/** A text for each of the columns; a dash for what nobody knows, and for what older servers do not tell. */
export function engineFigures(engines: Worker['engines']): readonly string[] {
  const known = <Value>(read: (engine: WorkerEngine) => Value | null | undefined): readonly Value[] =>
    engines.flatMap((engine) => read(engine) ?? []);
  const tokens = known(({ tokens_per_second: rates }) => rates && rates.input + rates.output);
  const medians = known(({ latency_seconds: latency }) => latency?.median);
  const waiting = known((engine) => engine.waiting);
  return [
    tokens.length === 0 ? '-' : formatRate(sum(tokens)),
    medians.length === 0 ? '-' : formatDuration(Math.max(...medians) * 1_000),
    waiting.length === 0 ? '-' : formatCount(sum(waiting)),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
