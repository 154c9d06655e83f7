import type { BatchEvent } from '@spillway/api-types';
import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { type Batch, endedAt } from '../../api/batch.ts';
import { countText } from '../../format/amount.ts';
import { priorityText } from '../../format/priority.ts';
import { Facts } from '../../parts/facts.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { When } from '../../parts/when.tsx';
import { BatchCharts } from './batch-charts.tsx';
import { RefusedInput } from './refused-input.tsx';
import { Standing } from './standing.tsx';
import { Timeline } from './timeline.tsx';

export interface BatchOverviewProps {
  readonly batch: Batch;
  readonly events: readonly BatchEvent[];
}

/** How a batch does, and what it is. */
export function BatchOverview({ batch, events }: BatchOverviewProps): JSX.Element {
  return (
    <>
      {batch.errors ? <RefusedInput problems={batch.errors.data} /> : <Standing batch={batch} />}
      <BatchCharts batch={batch} />
      {batch.outcomes && <Outcomes batch={batch} outcomes={batch.outcomes} />}
      <section>
        <h2>Latest events</h2>
        <Timeline events={events.slice(-5)} />
      </section>
      <section>
        <h2>Details</h2>
        <Facts of={factsOf(batch)} />
      </section>
      {batch.metadata && Object.keys(batch.metadata).length > 0 && (
        <section>
          <h2>Metadata</h2>
          <Facts of={batch.metadata} />
        </section>
      )}
    </>
  );
}

interface OutcomesProps {
  readonly batch: Batch;
  readonly outcomes: NonNullable<Batch['outcomes']>;
}

/** Ways in which requests ended that are not none, and the way to those that did. */
const statuses = [
  ['Succeeded', 'succeeded', 'completed'],
  ['Failed', 'failed', 'failed'],
  ['Dead-lettered', 'dead_lettered', 'dead_lettered'],
  ['Expired', 'expired', 'expired'],
  ['Cancelled', 'cancelled', 'cancelled'],
] as const;

function Outcomes({ batch: { id }, outcomes }: OutcomesProps): JSX.Element | null {
  const some = statuses.filter(([, name]) => outcomes[name] > 0);
  if (some.length === 0) return null;
  return (
    <section>
      <h2>Outcomes</h2>
      <Facts
        of={Object.fromEntries(
          some.map(([title, name, status]) => [
            title,
            <a key={name} href={addressOf(['batches', id, 'requests'], { status })}>
              {countText(outcomes[name])}
            </a>,
          ]),
        )}
      />
    </section>
  );
}

function factsOf(batch: Batch): Parameters<typeof Facts>[0]['of'] {
  const { usage } = batch;
  return {
    Model: batch.model ?? undefined,
    Endpoint: <code>{batch.endpoint}</code>,
    Window: batch.completion_window,
    Deadline: <When at={batch.expires_at} />,
    Created: <When at={batch.created_at} />,
    Started: whenIfEver(batch.in_progress_at),
    Ended: whenIfEver(endedAt(batch)),
    Priority: priorityText(batch.priority),
    User: batch.user ?? undefined,
    Tenant: batch.tenant,
    Revision: batch.revision > 1 ? batch.revision : undefined,
    Deduplicated: batch.deduplicated > 0 ? countText(batch.deduplicated) : undefined,
    Tokens: usage ? `${countText(usage.input_tokens)} in, ${countText(usage.output_tokens)} out` : undefined,
    Input: (
      <a href={addressOf(['files'], { file: batch.input_file_id })}>
        <ShortId id={batch.input_file_id} />
      </a>
    ),
  };
}

/** Nothing of what has not been. */
function whenIfEver(at: number | null): JSX.Element | undefined {
  return at === null ? undefined : <When at={at} />;
}
