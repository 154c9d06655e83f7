import type { BatchEvent } from '@spillway/api-types';
import type { JSX } from 'preact';
import { Empty } from '../../parts/quiet.tsx';
import { When } from '../../parts/when.tsx';

interface Kind {
  /** For those who see it; the word says the same. */
  readonly sign: string;
  readonly tone: 'good' | 'bad' | 'busy' | 'warn' | 'plain';
}

const plain: Kind = { sign: '•', tone: 'plain' };

const kinds: Readonly<Record<string, Kind>> = {
  created: { sign: '+', tone: 'plain' },
  planned: { sign: '≡', tone: 'busy' },
  escalated: { sign: '↑', tone: 'warn' },
  relaxed: { sign: '↓', tone: 'plain' },
  scaled: { sign: '↕', tone: 'plain' },
  preempted: { sign: '!', tone: 'warn' },
  lapsed: { sign: '!', tone: 'warn' },
  dead_lettered: { sign: '×', tone: 'bad' },
  requeued: { sign: '↻', tone: 'busy' },
  dropped: { sign: '×', tone: 'plain' },
  deduplicated: { sign: '=', tone: 'plain' },
  cancel_requested: { sign: '×', tone: 'warn' },
  completed: { sign: '✓', tone: 'good' },
  failed: { sign: '×', tone: 'bad' },
  expired: { sign: '×', tone: 'bad' },
  cancelled: { sign: '×', tone: 'plain' },
};

/** What has happened to a batch, the newest first. */
export function Timeline({ events }: { readonly events: readonly BatchEvent[] }): JSX.Element {
  if (events.length === 0) return <Empty title="Nothing has happened yet." />;
  return (
    <ol class="timeline" reversed>
      {events.toReversed().map(({ id, type, message, created_at: at }) => {
        const { sign, tone } = kinds[type] ?? plain;
        return (
          <li key={id} data-type={type}>
            <When at={at} />
            <span class="badge" data-tone={tone}>
              <span aria-hidden="true">{sign}</span> {type.replaceAll('_', ' ')}
            </span>
            <span class="prose">{message}</span>
          </li>
        );
      })}
    </ol>
  );
}
