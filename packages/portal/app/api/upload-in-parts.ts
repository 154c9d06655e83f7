import type { FileObject, Upload } from '@spillway/api-types';
import { caller } from '../session/session.ts';
import { accessHeaders, apiUrl, call } from './call.ts';
import { mayPutDirectly, putDirectly } from './put-directly.ts';
import { Refusal } from './refusal.ts';
import { repeated } from './repeated.ts';
import { send, stopped } from './send.ts';
import { shareOf, type UploadOptions } from './upload-options.ts';

const AT_ONCE = 4;
const MOST_PARTS = 3_000;

/** Uploads a file past the server where that is possible, else in parts of so many bytes or more. */
export async function uploadInParts(options: UploadOptions, leastBytes: number): Promise<FileObject> {
  const { file, signal } = options;
  const body = {
    ...{ bytes: file.size, filename: file.name, mime_type: 'application/jsonl', purpose: 'batch' },
    direct: mayPutDirectly() && caller.value?.limits?.direct_upload !== false,
  };
  const { id, direct } = await call<Upload>('v1/uploads', { method: 'POST', body, signal });
  const leave = (): void => void drop(id, { keepalive: true });
  // Whoever closes the tab meanwhile does not come back for it.
  addEventListener('pagehide', leave);
  try {
    const wasPut = direct !== null && (await putDirectly(direct, options));
    const part_ids = wasPut ? [] : await sendParts(id, options, leastBytes);
    const complete = () => call<Upload>(`v1/uploads/${id}/complete`, { method: 'POST', body: { part_ids }, signal });
    const { file: made } = await repeated(complete, signal);
    if (!made) throw new Refusal(0, { message: 'The file was removed while it was uploaded.' });
    return made;
  } catch (failure) {
    await drop(id);
    throw signal.aborted ? stopped() : failure;
  } finally {
    removeEventListener('pagehide', leave);
  }
}

/** Sends the parts, some at once, and answers their ids in the order of the file. The first that fails for good ends it. */
async function sendParts(id: string, options: UploadOptions, leastBytes: number): Promise<readonly string[]> {
  const { file, onProgress } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const partBytes = Math.max(leastBytes, Math.ceil(file.size / MOST_PARTS));
  const starts = Array.from({ length: Math.ceil(file.size / partBytes) }, (_, index) => index * partBytes);
  const sent = starts.map(() => 0);
  const ids: string[] = [];
  const waiting = starts.entries();
  const sendSome = async (): Promise<void> => {
    for (const [index, start] of waiting) {
      const part = file.slice(start, start + partBytes);
      const onSent = (bytes: number): void => {
        sent[index] = Math.min(bytes, part.size);
        onProgress(
          shareOf(
            sent.reduce((sum, one) => sum + one, 0),
            file,
          ),
        );
      };
      ids[index] = await repeated(() => sendPart(id, part, { signal, onSent }), signal);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendSome)).catch((failure: unknown) => {
    failed.abort();
    throw failure;
  });
  return ids;
}

interface PartOptions {
  readonly signal: AbortSignal;
  onSent(bytes: number): void;
}

async function sendPart(id: string, part: Blob, options: PartOptions): Promise<string> {
  const form = new FormData();
  form.set('data', part, 'part');
  const url = apiUrl(`v1/uploads/${id}/parts`);
  const answer = await send({ method: 'POST', url, headers: accessHeaders(), body: form, ...options });
  return (JSON.parse(answer) as { readonly id: string }).id;
}

/** Drops the upload with its parts, and the file too if it became one meanwhile. What is left expires within the hour. */
async function drop(id: string, options: { readonly keepalive?: boolean } = {}): Promise<void> {
  try {
    await call(`v1/uploads/${id}/cancel`, { method: 'POST', ...options });
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.status !== 400) return;
    const { file } = await call<Upload>(`v1/uploads/${id}`).catch(() => ({ file: null }));
    if (file) await call(`v1/files/${file.id}`, { method: 'DELETE' }).catch(() => {});
  }
}
