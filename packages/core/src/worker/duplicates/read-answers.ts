import { type BlobStorage, readBlob } from '../../blob/index.ts';
import type { AnswerPlace } from '../../store/index.ts';

/** Lines of one segment that are read at once. */
interface Run {
  readonly segment: string;
  readonly from: number;
  readonly end: number;
  readonly places: readonly AnswerPlace[];
}

/** What lies between two lines is read along with them up to here: a call costs more. */
const GAP_BYTES = 64 * 1024;
const RUN_BYTES = 4 * 1024 ** 2;
const RUNS_AT_ONCE = 8;

export interface ReadAnswersOptions {
  readonly blobs: BlobStorage;
  readonly signal: AbortSignal;
  readonly onTrouble: (error: unknown) => void;
}

/** The lines at these places, as far as they are still to be had: neighbours are read together. Never throws. */
export async function readAnswers(
  places: readonly AnswerPlace[],
  options: ReadAnswersOptions,
): Promise<ReadonlyMap<AnswerPlace, Buffer>> {
  const lines = new Map<AnswerPlace, Buffer>();
  const runs = runsOf(places);
  for (let at = 0; at < runs.length && !options.signal.aborted; at += RUNS_AT_ONCE) {
    await Promise.all(runs.slice(at, at + RUNS_AT_ONCE).map((run) => readRun(run, options, lines)));
  }
  return lines;
}

async function readRun(
  { segment, from, end, places }: Run,
  { blobs, signal, onTrouble }: ReadAnswersOptions,
  lines: Map<AnswerPlace, Buffer>,
): Promise<void> {
  try {
    const bytes = await readBlob(blobs, segment, { offset: from, length: end - from, signal });
    for (const place of places) {
      const line = bytes.subarray(place.offset - from, place.offset - from + place.bytes);
      if (line.length === place.bytes) lines.set(place, line);
    }
  } catch (error) {
    if (!signal.aborted) onTrouble(error);
  }
}

/**
 * Groups places whose lines lie near each other.
 *
 * @internal Exported for tests.
 */
export function runsOf(places: readonly AnswerPlace[]): readonly Run[] {
  const runs: (Run & { places: AnswerPlace[]; end: number })[] = [];
  const inOrder = [...places].sort((left, right) =>
    left.segment === right.segment ? left.offset - right.offset : left.segment < right.segment ? -1 : 1,
  );
  for (const place of inOrder) {
    const { segment, offset } = place;
    const end = offset + place.bytes;
    const last = runs.at(-1);
    if (last?.segment === segment && offset - last.end <= GAP_BYTES && end - last.from <= RUN_BYTES) {
      last.places.push(place);
      last.end = Math.max(last.end, end);
    } else runs.push({ segment, from: offset, end, places: [place] });
  }
  return runs;
}
