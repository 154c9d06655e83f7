import { once } from 'node:events';
import { request } from 'node:http';

const boundary = 'spillway-trial';
const chunkBytes = 1024 ** 2;

/** Uploads a file of so many bytes through `POST /v1/files`, made while it is sent. Answers the bytes of its record. */
export async function uploadLarge(url: string, bytes: number): Promise<number> {
  const head = Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n` +
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="large.jsonl"\r\n` +
      'content-type: application/jsonl\r\n\r\n',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const upload = request(`${url}/v1/files`, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.byteLength + bytes + tail.byteLength,
    },
  });
  const answered = once(upload, 'response');
  answered.catch(() => {});
  const line = '{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[]}}\n';
  const chunk = Buffer.alloc(chunkBytes, line);
  upload.write(head);
  for (let left = bytes; left > 0; left -= chunkBytes)
    if (!upload.write(chunk.subarray(0, Math.min(left, chunkBytes)))) await once(upload, 'drain');
  upload.end(tail);
  const [answer] = await answered;
  let text = '';
  for await (const piece of answer.setEncoding('utf8')) text += piece;
  if (answer.statusCode !== 200) throw new Error(`the upload was answered ${answer.statusCode}: ${text}`);
  return (JSON.parse(text) as { readonly bytes: number }).bytes;
}
