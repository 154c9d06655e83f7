import type { FileObject } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { route } from '../../address/route.ts';
import { call, open } from '../../api/call.ts';
import { readText } from '../../api/read-text.ts';
import { bytesText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { PageView } from '../../parts/page-view.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { mayWrite } from '../../session/session.ts';
import { checkLine } from './check-line.ts';
import { ChosenFile } from './chosen-file.tsx';
import { FilePicker } from './file-picker.tsx';
import { OrderForm } from './order-form.tsx';

/** A batch from a file of this machine, or of one that is uploaded already. */
export function CreateView(): JSX.Element {
  const { file } = route.value.query;
  return <PageView title="Create a batch">{contentOf(file)}</PageView>;
}

function contentOf(uploadedId: string | undefined): JSX.Element {
  if (!mayWrite.value)
    return (
      <Empty title="This key only reads.">
        Log in with one that has the scope <code>write</code>.
      </Empty>
    );
  return uploadedId === undefined ? <FromDisk /> : <FromUploaded key={uploadedId} id={uploadedId} />;
}

function FromDisk(): JSX.Element {
  const [file, setFile] = useState<File>();
  if (!file) return <FilePicker onFile={setFile} />;
  return (
    <ChosenFile
      key={`${file.name} ${file.lastModified} ${file.size}`}
      file={file}
      onAnother={() => setFile(undefined)}
    />
  );
}

function FromUploaded({ id }: { readonly id: string }): JSX.Element {
  const loaded = useLoaded(`input ${id}`, async (signal) => ({
    file: await call<FileObject>(`v1/files/${id}`, { signal }),
    endpoint: await endpointOf(id, signal),
  }));
  return (
    <WhenLoaded loaded={loaded} what="the file">
      {({ file, endpoint }) => (
        <>
          <p>
            From <strong>{file.filename}</strong>, {bytesText(file.bytes)}. <a href="#/create">Choose another file</a>
          </p>
          <OrderForm source={{ uploaded: file }} endpoint={endpoint ?? '/v1/chat/completions'} />
        </>
      )}
    </WhenLoaded>
  );
}

const FIRST_BYTES = 256_000;

/** What the first line names; undefined when it is longer than is read here, or no request. */
async function endpointOf(id: string, signal: AbortSignal): Promise<string | undefined> {
  const headers = { range: `bytes=0-${FIRST_BYTES - 1}` };
  const { text } = await readText(await open(`v1/files/${id}/content`, { headers, signal }), FIRST_BYTES);
  return checkLine(text.split('\n', 1)[0] ?? '').url;
}
