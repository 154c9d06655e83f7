import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go, route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import type { Batch } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { TextField } from '../../parts/field.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { SearchBar } from '../../parts/search-bar.tsx';
import { mayWrite } from '../../session/session.ts';
import { BatchTable } from './batch-table.tsx';

const PAGE = 50;

/** The batches of the tenant, newest first. */
export function BatchesView(): JSX.Element {
  const { after } = route.value.query;
  const loaded = useLoaded(
    `batches ${after}`,
    (signal) => call<Page<Batch>>('v1/batches', { query: { after, limit: PAGE }, signal }),
    { everyMs: 5_000 },
  );
  return (
    <PageView
      title="Batches"
      actions={
        mayWrite.value && (
          <a class="button primary" href={addressOf(['create'])}>
            Create a batch
          </a>
        )
      }
    >
      <FindBatch />
      <WhenLoaded loaded={loaded} what="batches">
        {(page) =>
          page.data.length === 0 ? (
            <NoBatches isLater={after !== undefined} />
          ) : (
            <>
              <BatchTable caption="Batches, newest first" batches={page.data} />
              <Pager
                page={page}
                isLater={after !== undefined}
                addressOf={(id) => addressOf(['batches'], { after: id })}
              />
            </>
          )
        }
      </WhenLoaded>
    </PageView>
  );
}

function NoBatches({ isLater }: { readonly isLater: boolean }): JSX.Element {
  if (isLater)
    return (
      <Empty title="No batches beyond these.">
        <a href={addressOf(['batches'])}>First page</a>
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

function FindBatch(): JSX.Element {
  const [id, setId] = useState('');
  const open = (): void => {
    const wanted = id.trim();
    if (wanted !== '') go(addressOf([wanted.startsWith('batch_req_') ? 'requests' : 'batches', wanted]));
  };
  return (
    <SearchBar onSearch={open}>
      <TextField
        label="Open by id"
        type="search"
        value={id}
        onInput={setId}
        isSearch
        placeholder="batch_… or batch_req_…"
      />
      <button type="submit">Open</button>
    </SearchBar>
  );
}
