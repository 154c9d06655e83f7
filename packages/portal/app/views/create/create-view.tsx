import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { route } from '../../address/route.ts';
import { call } from '../../api/call.ts';
import type { FileRecord } from '../../api/file.ts';
import { bytesText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { PageView } from '../../parts/page-view.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { mayWrite } from '../../session/session.ts';
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
  const loaded = useLoaded(`file ${id}`, (signal) => call<FileRecord>(`v1/files/${id}`, { signal }));
  return (
    <WhenLoaded loaded={loaded} what="the file">
      {(file) => (
        <>
          <p>
            From <strong>{file.filename}</strong>, {bytesText(file.bytes)}. <a href="#/create">Choose another file</a>
          </p>
          <OrderForm source={{ uploaded: file }} endpoint="/v1/chat/completions" />
        </>
      )}
    </WhenLoaded>
  );
}
