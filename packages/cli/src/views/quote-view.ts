import type { BatchQuote, QuoteForecast } from '@spillway/api-types';
import { formatDuration } from '../flags/duration.ts';
import { countOf, formatBytes, formatCount, formatRate } from '../terminal/amount.ts';
import { labelled } from '../terminal/labelled.ts';
import { textTable } from '../terminal/text-table.ts';
import { problemLine } from './batch-view.ts';

/** What a batch would come to: what is in the file, a table of what to expect, and the answer about the window. */
export function quoteText(quote: BatchQuote, width: number | undefined): string {
  const problems = quote.errors?.data ?? [];
  const sections = [
    labelled(labelsOf(quote)),
    problems.length === 0 ? [] : ['', `${countOf(problems.length, 'problem')}:`, ...problems.map(problemLine)],
    quote.expected ? ['', ...forecastTable(quote, width)] : [],
    ['', ...labelled([['feasible', `${quote.feasible}. ${quote.reason}`]])],
  ];
  return sections.flat().join('\n');
}

function labelsOf({ requests, bytes, tokens, models, completion_window: window }: BatchQuote): [string, string][] {
  return [
    ['requests', `${formatCount(requests)}, ${formatBytes(bytes)}`],
    ['tokens', `about ${formatCount(tokens)}, prompts and answers`],
    ...models.map((each): [string, string] => ['model', modelText(each, models.length)]),
    ['window', window],
  ];
}

function modelText({ model, requests, throughput }: BatchQuote['models'][number], models: number): string {
  const share = models > 1 ? `, ${countOf(requests, 'request')}` : '';
  if (!throughput) return `${model}${share}, not measured`;
  return `${model}${share}, a replica does ${formatRate(throughput.requests_per_second)} requests/s`;
}

function forecastTable(quote: BatchQuote, width: number | undefined): string[] {
  const rows: readonly [string, QuoteForecast | null][] = [
    ['as configured', quote.expected],
    ['on spot alone', quote.on_spot],
    ['on dedicated alone', quote.on_dedicated],
  ];
  return textTable({
    columns: [
      { title: '' },
      { title: 'finish', align: 'right' },
      { title: 'from', align: 'right', dispensable: 2 },
      { title: 'to', align: 'right', dispensable: 2 },
      { title: 'cost', align: 'right' },
      { title: 'from', align: 'right', dispensable: 1 },
      { title: 'to', align: 'right', dispensable: 1 },
    ],
    rows: rows.flatMap(([title, forecast]) => (forecast ? [[title, ...cellsOf(forecast)]] : [])),
    width,
  });
}

function cellsOf({ finish_in_seconds: finish, cost }: QuoteForecast): string[] {
  const spans = [finish.expected, finish.earliest, finish.latest];
  return [
    ...spans.map((seconds) => (seconds === null ? 'never' : formatDuration(seconds * 1_000))),
    ...[cost.expected, cost.low, cost.high].map(formatCost),
  ];
}

/** Three digits, without an exponent. */
function formatCost(cost: number): string {
  return cost === 0 ? '0' : cost < 1 ? cost.toFixed(Math.min(8, 2 - Math.floor(Math.log10(cost)))) : cost.toFixed(2);
}
