import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { Empty } from '../../parts/quiet.tsx';
import { mayWrite } from '../../session/session.ts';

/** What to do where there is nothing: look further, look elsewhere, or begin. */
export function NoBatches({
  isLater,
  isFiltered,
}: {
  readonly isLater: boolean;
  readonly isFiltered: boolean;
}): JSX.Element {
  if (isLater)
    return (
      <Empty title="No batches beyond these.">
        <a href={addressOf(['batches'])}>First page</a>
      </Empty>
    );
  if (isFiltered)
    return (
      <Empty title="No batch matches.">
        <p>
          The search looks at the beginning of ids and into metadata. To find a request by its custom_id, open its batch
          and go to Requests.
        </p>
        <a href={addressOf(['batches'])}>All batches</a>
      </Empty>
    );
  return (
    <Empty title="No batches yet.">
      {mayWrite.value ? (
        <a href={addressOf(['create'])}>Create one from a JSONL file</a>
      ) : (
        'They appear here once somebody creates one.'
      )}
    </Empty>
  );
}
