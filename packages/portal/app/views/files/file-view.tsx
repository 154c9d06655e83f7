import type { FileObject } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { call, open } from '../../api/call.ts';
import { readText } from '../../api/read-text.ts';
import { bytesText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { FileDownloadButton } from '../../parts/download-button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { TextBlock } from '../../parts/text-block.tsx';
import { Since, When } from '../../parts/when.tsx';
import { mayWrite } from '../../session/session.ts';

const PREVIEW_BYTES = 20_000;

/** One file and its beginning. */
export function FileView({ id }: { readonly id: string }): JSX.Element {
  const loaded = useLoaded(`file ${id}`, (signal) => call<FileObject>(`v1/files/${id}`, { signal }));
  return (
    <PageView title="File" actions={loaded.value && <FileActions file={loaded.value} />}>
      <WhenLoaded loaded={loaded} what="the file">
        {(file) => (
          <>
            <Facts
              of={{
                Name: file.filename,
                Id: (
                  <>
                    <code>{file.id}</code> <CopyButton text={file.id} what="the id of the file" />
                  </>
                ),
                Purpose: file.purpose,
                Size: bytesText(file.bytes),
                Created: <When at={file.created_at} />,
                Expires: <Since at={file.expires_at} />,
              }}
            />
            {file.bytes > 0 && <Preview file={file} />}
          </>
        )}
      </WhenLoaded>
    </PageView>
  );
}

function Preview({ file: { id, bytes } }: { readonly file: FileObject }): JSX.Element {
  const loaded = useLoaded(`preview ${id}`, async (signal) => {
    const headers = { range: `bytes=0-${PREVIEW_BYTES - 1}` };
    return readText(await open(`v1/files/${id}/content`, { headers, signal }), PREVIEW_BYTES);
  });
  return (
    <WhenLoaded loaded={loaded} what="the preview">
      {({ text }) => <TextBlock title="Preview" text={text} cut={bytes > PREVIEW_BYTES} />}
    </WhenLoaded>
  );
}

function FileActions({ file: { id, filename, purpose } }: { readonly file: FileObject }): JSX.Element {
  const [removing, setRemoving] = useState(false);
  const remove = async (): Promise<void> => {
    await call(`v1/files/${id}`, { method: 'DELETE' });
    announce(`Deleted ${filename}.`);
    go(addressOf(['files']));
  };
  return (
    <>
      <FileDownloadButton fileId={id} name={filename}>
        Download
      </FileDownloadButton>
      {mayWrite.value && purpose === 'batch' && (
        <a class="button" href={addressOf(['create'], { file: id })}>
          Create a batch
        </a>
      )}
      {mayWrite.value && (
        <button type="button" onClick={() => setRemoving(true)}>
          Delete
        </button>
      )}
      {removing && (
        <ConfirmDialog
          title="Delete this file?"
          verb="Delete the file"
          tone="bad"
          act={remove}
          onClose={() => setRemoving(false)}
        >
          <p>
            <strong>{filename}</strong> is gone for good. A file that a running batch reads cannot be deleted.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
