import { dialects } from './dialects.ts';
import { samplesOf } from './exposition.ts';

/** What a page of metrics says of an engine's queue; null is what it does not say. */
export interface PageWords {
  readonly waiting: number | null;
  readonly running: number | null;
  /** Of all requests since the engine's start. */
  readonly queued: { readonly seconds: number; readonly count: number } | null;
}

const histogramsOf = (queue: string | undefined): readonly string[] =>
  queue === undefined ? [] : [`${queue}_sum`, `${queue}_count`];
const names: ReadonlySet<string> = new Set(
  dialects.flatMap(({ waiting, running, queue }) => [waiting, running, ...histogramsOf(queue)]),
);

/** Reads the words of the first engine that is known; undefined where there are none. Nonsense is null. Never throws. */
export function readPage(page: string): PageWords | undefined {
  const sums = sumsOf(page);
  const spoken = dialects.find(({ waiting, running }) => sums.has(waiting) || sums.has(running));
  if (!spoken) return undefined;
  const [seconds, count] = histogramsOf(spoken.queue).map((name) => amountOf(sums.get(name)));
  return {
    waiting: wholeOf(sums.get(spoken.waiting)),
    running: wholeOf(sums.get(spoken.running)),
    queued: seconds == null || count == null ? null : { seconds, count },
  };
}

/**
 * By name, over all models and replicas that share the page. SGLang tells its queue once more by priority, beside the sum,
 * whose priority is empty.
 */
function sumsOf(page: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { name, value, labels } of samplesOf(page, names)) {
    if ((labels.get('priority') ?? '') === '') sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}

function amountOf(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : null;
}

function wholeOf(value: number | undefined): number | null {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
