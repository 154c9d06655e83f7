import type { FileObject } from '@spillway/api-types';
import { caller } from '../session/session.ts';
import { accessHeaders, apiUrl, call } from './call.ts';
import { send, stopped } from './send.ts';
import { uploadInParts } from './upload-in-parts.ts';
import { shareOf, type UploadOptions } from './upload-options.ts';

/** Up to this much is sent as one: to send it again costs little. */
const WHOLE_BYTES = 16 * 1024 ** 2;

/** Uploads an input file, a large one in parts or past the server. Stopped it leaves nothing behind. */
export function upload(options: UploadOptions): Promise<FileObject> {
  const { upload_part_bytes: partBytes = WHOLE_BYTES } = caller.value?.limits ?? {};
  if (partBytes === null) return uploadWhole(options);
  const most = Math.min(WHOLE_BYTES, partBytes);
  return options.file.size > most ? uploadInParts(options, most) : uploadWhole(options);
}

async function uploadWhole({ file, signal, onProgress }: UploadOptions): Promise<FileObject> {
  const form = new FormData();
  form.set('purpose', 'batch');
  form.set('file', file, file.name);
  const sending = new AbortController();
  // What the server has whole it may keep: then its answer says what to delete.
  let isSent = false;
  const stop = (): void => {
    if (!isSent) sending.abort();
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) sending.abort();
  const answer = await send({
    method: 'POST',
    url: apiUrl('v1/files'),
    headers: accessHeaders(),
    body: form,
    signal: sending.signal,
    onSent(bytes) {
      isSent = bytes >= file.size;
      onProgress(shareOf(bytes, file));
    },
  }).finally(() => signal.removeEventListener('abort', stop));
  const uploaded = JSON.parse(answer) as FileObject;
  if (!signal.aborted) return uploaded;
  await call(`v1/files/${uploaded.id}`, { method: 'DELETE' });
  throw stopped();
}
