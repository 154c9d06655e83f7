import { accessHeaders, apiUrl } from './call.ts';
import type { FileRecord } from './file.ts';
import { Refusal, refusalOf, unreachable } from './refusal.ts';

export interface UploadOptions {
  readonly file: File;
  readonly signal: AbortSignal;
  /** Told of the share that is sent, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Uploads an input file. fetch would not say how far it is. */
export function upload({ file, signal, onProgress }: UploadOptions): Promise<FileRecord> {
  const form = new FormData();
  form.set('purpose', 'batch');
  form.set('file', file, file.name);
  const { promise, resolve, reject } = Promise.withResolvers<FileRecord>();
  const request = new XMLHttpRequest();
  request.open('POST', apiUrl('v1/files'));
  for (const [name, value] of Object.entries(accessHeaders())) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
  request.onerror = () => reject(unreachable());
  request.onabort = () => reject(new Refusal(0, { message: 'The upload was stopped.', code: 'aborted' }));
  request.onload = () => {
    const { status, responseText } = request;
    if (status === 200) resolve(JSON.parse(responseText) as FileRecord);
    else reject(refusalOf(status, responseText, request.getResponseHeader('x-request-id')));
  };
  signal.addEventListener('abort', () => request.abort(), { once: true });
  request.send(form);
  return promise;
}
