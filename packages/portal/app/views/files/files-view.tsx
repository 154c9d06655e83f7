import type { FileObject } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go, route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { bytesText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { RowLink } from '../../parts/row-link.tsx';
import { SearchBar } from '../../parts/search-bar.tsx';
import { Since, When } from '../../parts/when.tsx';
import { mayWrite } from '../../session/session.ts';
import { FileView } from './file-view.tsx';

const PAGE = 50;
const purposes = ['', 'batch', 'batch_output', 'user_data', 'assistants', 'fine-tune', 'vision', 'evals'];

const orders = [
  ['', 'newest first'],
  ['asc', 'oldest first'],
] as const;

const columns: readonly Column<FileObject>[] = [
  { head: 'Name', cell: ({ id, filename }) => <RowLink to={addressOf(['files'], { file: id })}>{filename}</RowLink> },
  { head: 'Purpose', line: true, cell: ({ purpose }) => purpose.replaceAll('_', ' ') },
  { head: 'Size', align: 'end', cell: ({ bytes }) => bytesText(bytes) },
  { head: 'Created', wide: true, cell: ({ created_at: at }) => <When at={at} /> },
  { head: 'Expires', wide: true, cell: ({ expires_at: at }) => <Since at={at} /> },
  { head: 'Id', wide: true, cell: ({ id }) => <code>{id}</code> },
];

/** What was uploaded and what batches have made. */
export function FilesView(): JSX.Element {
  const { file, purpose, order, after } = route.value.query;
  if (file !== undefined) return <FileView key={file} id={file} />;
  return <FileList purpose={purpose} order={order} after={after} />;
}

interface FileListProps {
  readonly purpose: string | undefined;
  readonly order: string | undefined;
  readonly after: string | undefined;
}

function FileList({ purpose, order, after }: FileListProps): JSX.Element {
  const loaded = useLoaded(`files ${purpose} ${order} ${after}`, (signal) =>
    call<Page<FileObject>>('v1/files', { query: { purpose, order, after, limit: PAGE }, signal }),
  );
  return (
    <PageView title="Files">
      <div class="bar bars">
        <SelectField
          label="Purpose"
          value={purpose ?? ''}
          options={purposes.map((name) => [name, name === '' ? 'any' : name.replaceAll('_', ' ')] as const)}
          onInput={(value) => go(addressOf(['files'], { purpose: value, order }))}
        />
        <SelectField
          label="Order"
          value={order ?? ''}
          options={orders}
          onInput={(value) => go(addressOf(['files'], { purpose, order: value }))}
        />
        <OpenFile />
      </div>
      <WhenLoaded loaded={loaded} what="files">
        {(page) => (
          <>
            {page.data.length === 0 ? (
              <Empty title="No files.">
                {mayWrite.value && <a href={addressOf(['create'])}>Upload one and create a batch</a>}
              </Empty>
            ) : (
              <DataTable caption="Files" columns={columns} rows={page.data} keyOf={({ id }) => id} stacks />
            )}
            <Pager
              page={page}
              isLater={after !== undefined}
              addressOf={(id) => addressOf(['files'], { purpose, order, after: id })}
            />
          </>
        )}
      </WhenLoaded>
    </PageView>
  );
}

/** Files are listed by age alone; whoever knows an id goes there at once. */
function OpenFile(): JSX.Element {
  const [id, setId] = useState('');
  const open = (): void => {
    if (id.trim() !== '') go(addressOf(['files'], { file: id.trim() }));
  };
  return (
    <SearchBar onSearch={open}>
      <TextField label="Open by id" type="search" value={id} onInput={setId} isSearch placeholder="file-…" />
      <button type="submit">Open</button>
    </SearchBar>
  );
}
