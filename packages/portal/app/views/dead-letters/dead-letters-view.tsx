import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go, route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import type { DeadLetter } from '../../api/request.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { DownloadButton } from '../../parts/download-button.tsx';
import { TextField } from '../../parts/field.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { SearchBar } from '../../parts/search-bar.tsx';
import { mayWrite } from '../../session/session.ts';
import { type DeadLetterFilter, filterOfAddress } from './dead-letter-filter.ts';
import { DeadLetterGroups } from './dead-letter-groups.tsx';
import { DeadLetterTable } from './dead-letter-table.tsx';
import { RequeueDialog } from './requeue-dialog.tsx';

const PAGE = 100;

/** Requests that were given up. */
export function DeadLettersView(): JSX.Element {
  const filter = filterOfAddress();
  const { after } = route.value.query;
  const [requeueing, setRequeueing] = useState(false);
  const loaded = useLoaded(`dead letters ${JSON.stringify(filter)} ${after}`, (signal) =>
    call<Page<DeadLetter>>('v1/dead_letters', { query: { ...filter, after, limit: PAGE }, signal }),
  );
  const some = (loaded.value?.data.length ?? 0) > 0;
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
              <button type="button" onClick={() => setRequeueing(true)}>
                Run again …
              </button>
            )}
          </>
        )
      }
    >
      <Filter key={JSON.stringify(filter)} filter={filter} />
      <WhenLoaded loaded={loaded} what="dead letters">
        {(page) => <Letters page={page} filter={filter} after={after} />}
      </WhenLoaded>
      {requeueing && <RequeueDialog filter={filter} onClose={() => setRequeueing(false)} onDone={loaded.reload} />}
    </PageView>
  );
}

interface LettersProps {
  readonly page: Page<DeadLetter>;
  readonly filter: DeadLetterFilter;
  readonly after: string | undefined;
}

function Letters({ page, filter, after }: LettersProps): JSX.Element {
  if (page.data.length === 0) {
    const isFiltered = Object.keys(filter).length > 0 || after !== undefined;
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
  return (
    <>
      <DeadLetterGroups letters={page.data} isAll={!page.has_more && after === undefined} filter={filter} />
      <DeadLetterTable letters={page.data} />
      <Pager
        page={page}
        isLater={after !== undefined}
        addressOf={(id) => addressOf(['dead-letters'], { ...filter, after: id })}
      />
    </>
  );
}

function Filter({ filter }: { readonly filter: DeadLetterFilter }): JSX.Element {
  const [wanted, setWanted] = useState(filter);
  const field = (name: keyof DeadLetterFilter, label: string): JSX.Element => (
    <TextField
      label={label}
      type="search"
      value={wanted[name] ?? ''}
      isSearch={name === 'code'}
      onInput={(value) => setWanted({ ...wanted, [name]: value.trim() })}
    />
  );
  return (
    <SearchBar onSearch={() => go(addressOf(['dead-letters'], { ...wanted }))}>
      {field('code', 'Code')}
      {field('model', 'Model')}
      {field('batch_id', 'Batch')}
      <button type="submit">Find</button>
    </SearchBar>
  );
}
