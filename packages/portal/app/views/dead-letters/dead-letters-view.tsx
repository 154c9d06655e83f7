import type { DeadLetter } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { DownloadButton } from '../../parts/download-button.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { mayWrite } from '../../session/session.ts';
import { DeadLetterDialog } from './dead-letter-dialog.tsx';
import { type DeadLetterFilter, filterOfAddress } from './dead-letter-filter.ts';
import { GroupTable } from './dead-letter-groups.tsx';
import { DeadLetterTable } from './dead-letter-table.tsx';
import { FilterForm } from './filter-form.tsx';

const PAGE = 100;

/** Requests that were given up. */
export function DeadLettersView(): JSX.Element {
  const filter = filterOfAddress();
  const { after } = route.value.query;
  const subject = JSON.stringify(filter);
  const [acting, setActing] = useState<'requeue' | 'drop'>();
  const [round, setRound] = useState(0);
  const chosen = useSelection<DeadLetter>(`${subject} ${round}`, ({ custom_id: name }) => name);
  const loaded = useLoaded(`dead letters ${subject} ${after} ${round}`, (signal) =>
    call<Page<DeadLetter>>('v1/dead_letters', { query: { ...filter, after, limit: PAGE }, signal }),
  );
  const some = (loaded.value?.data.length ?? 0) > 0;
  const what = chosen.ids.size > 0 ? `${chosen.ids.size} selected ` : '';
  return (
    <PageView
      title="Dead letters"
      actions={
        some && (
          <>
            <DownloadButton path="v1/dead_letters/content" name="dead-letters.jsonl" query={{ ...filter }}>
              Download
            </DownloadButton>
            {mayWrite.value && (
              <>
                <button type="button" onClick={() => setActing('requeue')}>
                  Run {what}again …
                </button>
                <button type="button" onClick={() => setActing('drop')}>
                  Drop {what}…
                </button>
              </>
            )}
          </>
        )
      }
    >
      <FilterForm filter={filter} />
      <WhenLoaded loaded={loaded} what="dead letters">
        {(page) =>
          page.data.length === 0 ? (
            <NoLetters isFiltered={subject !== '{}' || after !== undefined} />
          ) : (
            <>
              <GroupTable filter={filter} round={round} />
              <DeadLetterTable letters={page.data} choice={mayWrite.value ? chosen.choiceOf(page.data) : undefined} />
              <LetterPager page={page} filter={filter} after={after} />
            </>
          )
        }
      </WhenLoaded>
      {acting && (
        <DeadLetterDialog
          action={acting}
          chosen={chosen.ids.size > 0 ? { request_ids: [...chosen.ids] } : filter}
          onClose={() => setActing(undefined)}
          onDone={() => setRound(round + 1)}
        />
      )}
    </PageView>
  );
}

interface LetterPagerProps {
  readonly page: Page<DeadLetter>;
  readonly filter: DeadLetterFilter;
  readonly after: string | undefined;
}

function LetterPager({ page, filter, after }: LetterPagerProps): JSX.Element {
  return (
    <Pager
      page={page}
      isLater={after !== undefined}
      addressOf={(id) => addressOf(['dead-letters'], { ...filter, after: id })}
    />
  );
}

function NoLetters({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  return (
    <Empty title={isFiltered ? 'No such dead letters.' : 'No dead letters: nothing was given up.'}>
      {isFiltered ? (
        <a href={addressOf(['dead-letters'])}>All dead letters</a>
      ) : (
        'A request that breaks on every attempt, or kills its engine, ends here.'
      )}
    </Empty>
  );
}
