import { readSlice, refuseIfChanged } from './file-slice.ts';
import { multipartForm } from './multipart-form.ts';
import type { SizedUpload } from './sized-upload.ts';
import { uploadName } from './upload-name.ts';
import type { WireFile } from './wire-file.ts';

/** Sends the file in one call. */
export async function uploadWhole(upload: SizedUpload): Promise<WireFile> {
  const { api, randomness, path, bytes, purpose, expiresInMs } = upload;
  const form = multipartForm({
    boundary: `spillway-${randomness.id()}`,
    fields: {
      purpose,
      ...(expiresInMs !== undefined && {
        'expires_after[anchor]': 'created_at',
        'expires_after[seconds]': String(Math.round(expiresInMs / 1_000)),
      }),
    },
    field: 'file',
    filename: uploadName(path, purpose),
    bytes,
    content: () => contentOf(upload),
  });
  return api.ask({ method: 'POST', path: '/v1/files', ...form, repeatable: true });
}

/** It is looked at before the form is closed, so that nothing becomes of a file that changed. */
async function* contentOf(upload: SizedUpload): AsyncGenerator<Uint8Array, void, undefined> {
  const { path, bytes, onSent } = upload;
  yield* readSlice({ path, offset: 0, bytes }, (sent) => onSent?.(sent, bytes));
  await refuseIfChanged(upload);
}
