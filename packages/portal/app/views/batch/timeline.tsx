import type { JSX } from 'preact';
import type { BatchEvent } from '../../api/batch.ts';
import { Empty } from '../../parts/quiet.tsx';
import { When } from '../../parts/when.tsx';

/** What has happened to a batch, the newest first. */
export function Timeline({ events }: { readonly events: readonly BatchEvent[] }): JSX.Element {
  if (events.length === 0) return <Empty title="Nothing has happened yet." />;
  return (
    <ol class="timeline" reversed>
      {events.toReversed().map(({ id, type, message, created_at: at }) => (
        <li key={id} data-type={type}>
          <When at={at} />
          <span class="badge">{type.replaceAll('_', ' ')}</span>
          <span class="prose">{message}</span>
        </li>
      ))}
    </ol>
  );
}
