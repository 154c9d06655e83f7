import type { ApiCall } from './api-client.ts';

export interface MultipartForm {
  readonly boundary: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** The file in the form: what it is called there, its own name, and how many bytes it has. */
  readonly field: 'file' | 'data';
  readonly filename: string;
  readonly bytes: number;
  /** Its content, anew for each attempt. */
  readonly content: () => AsyncIterable<Uint8Array>;
}

/** The headers and the body of a form with one file, which streams. */
export function multipartForm(form: MultipartForm): Required<Pick<ApiCall, 'headers' | 'body'>> {
  const { boundary, bytes, content } = form;
  const head = Buffer.from(formHead(form));
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    yield head;
    yield* content();
    yield tail;
  }
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      // Known, so that a server can refuse what is too large before it has come.
      'content-length': String(head.length + bytes + tail.length),
    },
    body: () => ReadableStream.from(chunks()),
  };
}

function formHead({ boundary, fields = {}, field, filename }: MultipartForm): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const quoted = filename.replace(/["\r\n]/g, encodeURIComponent);
  const disposition = `content-disposition: form-data; name="${field}"; filename="${quoted}"`;
  return `${parts.join('')}--${boundary}\r\n${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`;
}
