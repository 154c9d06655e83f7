import { streamUpload } from '../wire/stream-upload.ts';
import { type CallLog, logged } from './call-log.ts';

export interface UploadOptions {
  readonly url: string;
  /** All at the same time. */
  readonly uploads: number;
  readonly bytes: number;
}

const body = { model: 'spillway-sim', messages: [{ role: 'user', content: 'Say something.' }], max_tokens: 16 };
const line = JSON.stringify({ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body });
const block = Buffer.from(`${line}\n`.repeat(400));

export async function uploadFiles({ url, uploads, bytes }: UploadOptions): Promise<CallLog[]> {
  const log: CallLog = { route: 'POST /v1/files', tookMs: [], errors: [] };
  const upload = (position: number): Promise<string> => {
    return streamUpload({ url, filename: `load-${position}.jsonl`, content: blocks(bytes) });
  };
  await Promise.all(Array.from({ length: uploads }, (_, position) => logged(log, () => upload(position))));
  return [log];
}

function* blocks(bytes: number): Generator<Uint8Array> {
  for (let left = bytes; left > 0; left -= block.length) yield block.subarray(0, left);
}
