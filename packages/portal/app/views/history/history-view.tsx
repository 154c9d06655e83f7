import type { BatchReport } from '@spillway/api-types';
import type { JSX } from 'preact';
import { go, route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { now } from '../../live/clock.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { SelectField } from '../../parts/field.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { ReportSummary } from './report-summary.tsx';
import { ReportTable } from './report-table.tsx';

const PAGE = 100;
const spans = [
  ['', 'any time'],
  ['1', 'a day'],
  ['7', 'a week'],
  ['30', '30 days'],
] as const;

/** What became of batches: deadlines, waits, cost. */
export function HistoryView(): JSX.Element {
  const { days, after } = route.value.query;
  const loaded = useLoaded(`history ${days} ${after}`, (signal) =>
    call<Page<BatchReport>>('v1/history', { query: { from: fromOf(days), after, limit: PAGE }, signal }),
  );
  return (
    <PageView title="History">
      <div class="bar">
        <SelectField
          label="Ended within"
          value={days ?? ''}
          options={spans}
          onInput={(value) => go(addressOf(['history'], { days: value }))}
        />
      </div>
      <WhenLoaded loaded={loaded} what="the history">
        {(page) =>
          page.data.length === 0 ? (
            <Empty title="No batch has ended in this time.">Each leaves a report here when it does.</Empty>
          ) : (
            <>
              <ReportSummary reports={page.data} isAll={!page.has_more && after === undefined} />
              <ReportTable reports={page.data} />
              <Pager
                page={page}
                isLater={after !== undefined}
                addressOf={(id) => addressOf(['history'], { days, after: id })}
              />
            </>
          )
        }
      </WhenLoaded>
    </PageView>
  );
}

function fromOf(days: string | undefined): number | undefined {
  const span = Number(days);
  return days !== undefined && Number.isFinite(span)
    ? Math.max(0, Math.floor(now.peek() / 1_000 - span * 86_400))
    : undefined;
}
