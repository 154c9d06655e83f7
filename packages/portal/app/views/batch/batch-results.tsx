import type { JSX } from 'preact';
import { type Batch, hasEnded } from '../../api/batch.ts';
import { open } from '../../api/call.ts';
import { type CutText, readText } from '../../api/read-text.ts';
import { countText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { DownloadButton } from '../../parts/download-button.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { ResultLine } from './result-line.tsx';

const LINES = 20;
const MOST_BYTES = 200_000;

/** The first lines that are finished, while the batch runs and afterwards. */
export function BatchResults({ batch }: { readonly batch: Batch }): JSX.Element {
  const { id, revision } = batch;
  const ended = hasEnded(batch);
  const loaded = useLoaded(
    `results ${id} ${revision} ${ended}`,
    async (signal) => readText(await open(`v1/batches/${id}/results`, { query: { limit: LINES }, signal }), MOST_BYTES),
    ended ? {} : { everyMs: 3_000 },
  );
  return (
    <WhenLoaded loaded={loaded} what="results">
      {(read) => <Preview batch={batch} read={read} />}
    </WhenLoaded>
  );
}

function Preview({ batch, read }: { readonly batch: Batch; readonly read: CutText }): JSX.Element {
  const lines = read.text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) {
    return (
      <Empty title={hasEnded(batch) ? 'There are no results.' : 'No results yet.'}>
        {!hasEnded(batch) && 'They appear here as requests end.'}
      </Empty>
    );
  }
  const { completed, failed } = batch.request_counts;
  return (
    <>
      <p class="bar-note">
        The first {lines.length} of {countText(completed + failed)} finished lines, in the order in which they ended.
        <PartialDownload batch={batch} />
      </p>
      <ol class="result-lines">
        {lines.map((line, index) => (
          <ResultLine key={index} line={line} cut={read.cut && index === lines.length - 1} />
        ))}
      </ol>
    </>
  );
}

/** While it runs there are no files yet. */
function PartialDownload({ batch }: { readonly batch: Batch }): JSX.Element | null {
  if (hasEnded(batch)) return null;
  return (
    <DownloadButton path={`v1/batches/${batch.id}/results`} name={`${batch.id}-so-far.jsonl`} query={{ limit: 10_000 }}>
      Download up to 10,000 lines
    </DownloadButton>
  );
}
