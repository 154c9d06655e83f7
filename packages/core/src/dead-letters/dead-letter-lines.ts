import { type AttemptNote, attemptHistories } from '../batch/attempt-history.ts';
import { inputLines } from '../batch/input-lines.ts';
import { recordLines } from '../batch/record-lines.ts';
import type { RequestState } from '../batch/request-states.ts';
import type { ExtentSource } from '../batch/withdrawn-lines.ts';
import { notedViews } from '../spillway/request-view.ts';
import { seqsOf } from '../store/index.ts';
import { deadLetterLine } from './dead-letter-line.ts';
import type { DeadLetterSource, FoundDeadLetters, ReadableBatch } from './find-dead-letters.ts';

/** Of the answers of one extent that are in memory at once; a longer one stands alone. */
const TOGETHER_BYTES = 4 * 1024 ** 2;

/** The dead letters of one extent as lines of JSON, a few at a time, so that memory stays flat. */
export async function* deadLetterLines(
  batch: ReadableBatch,
  { extent, states }: FoundDeadLetters,
  { store, blobs, signal }: DeadLetterSource,
): AsyncGenerator<Uint8Array> {
  const source: ExtentSource = { blobs, batchId: batch.id, input: batch.plan.blob, extent, signal };
  const views = new Map((await notedViews(states, source)).map(({ view }) => [view.seq, view]));
  const seqs = states.map(({ seq }) => seq);
  const inputs = await inputLines(source, seqs);
  const page = await store.shards.settlements(batch.id, { fromSeq: extent.firstSeq, extents: 1 });
  const histories = await attemptHistories({ ...source, settlements: page.settlements, seqs: seqsOf(seqs) });
  for (const some of together(states)) {
    const records = some.flatMap(({ record }) => record ?? []);
    const outputs = await recordLines(source, records);
    const lines = some.flatMap(({ seq }) => {
      const view = views.get(seq);
      const attempts: readonly AttemptNote[] = histories.get(seq) ?? [];
      return view ? [deadLetterLine(view, { input: inputs.get(seq), output: outputs.get(seq), attempts })] : [];
    });
    yield Buffer.concat(lines);
  }
}

function* together(states: readonly RequestState[]): Generator<readonly RequestState[]> {
  let some: RequestState[] = [];
  let bytes = 0;
  for (const state of states) {
    const length = state.record?.place?.length ?? 0;
    if (some.length > 0 && bytes + length > TOGETHER_BYTES) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(state);
    bytes += length;
  }
  if (some.length > 0) yield some;
}
