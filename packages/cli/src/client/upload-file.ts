import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Randomness, SpillwayError } from '@spillway/core';
import type { ApiClient } from './api-client.ts';
import type { WireFile } from './wire-file.ts';

export interface UploadFileOptions {
  readonly api: ApiClient;
  readonly randomness: Randomness;
  readonly path: string;
  /** `batch` for the input of one. */
  readonly purpose: string;
  /** How long the server keeps it; its own default when left out. */
  readonly expiresInMs?: number | undefined;
  /** Told how much has been sent; from zero again when it has to be sent again. */
  readonly onSent?: (bytes: number, total: number) => void;
}

/**
 * Uploads a file from disk in constant memory. Sent twice after a broken connection, it may leave a file behind that
 * nobody asks for, which expires by itself.
 */
export async function uploadFile(options: UploadFileOptions): Promise<WireFile> {
  const { api, randomness, path, purpose, expiresInMs } = options;
  const { size } = await stat(path);
  const boundary = `spillway-${randomness.id()}`;
  const fields = {
    purpose,
    ...(expiresInMs !== undefined && {
      'expires_after[anchor]': 'created_at',
      'expires_after[seconds]': String(Math.round(expiresInMs / 1_000)),
    }),
  };
  const head = Buffer.from(formHead(boundary, fields, uploadName(path, purpose)));
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const headers = {
    'content-type': `multipart/form-data; boundary=${boundary}`,
    // Known, so that a server can refuse what is too large before it has come.
    'content-length': String(head.length + size + tail.length),
  };
  const body = (): ReadableStream<Uint8Array> => ReadableStream.from(formOf({ ...options, head, tail, size }));
  return api.ask({ method: 'POST', path: '/v1/files', headers, body, repeatable: true });
}

/** The name that a file gets on the server: inputs of batches must say that they are JSONL. */
export function uploadName(path: string, purpose = 'batch'): string {
  const name = basename(path);
  return purpose !== 'batch' || name.toLowerCase().endsWith('.jsonl') ? name : `${name}.jsonl`;
}

function formHead(boundary: string, fields: Readonly<Record<string, string>>, filename: string): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const quoted = filename.replace(/["\r\n]/g, encodeURIComponent);
  const disposition = `content-disposition: form-data; name="file"; filename="${quoted}"`;
  return `${parts.join('')}--${boundary}\r\n${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`;
}

interface Form extends Pick<UploadFileOptions, 'path' | 'onSent'> {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  readonly size: number;
}

async function* formOf({ path, onSent, head, tail, size }: Form): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  let sent = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>) {
    sent += chunk.length;
    if (sent > size) break;
    yield chunk;
    onSent?.(sent, size);
  }
  if (sent !== size) throw changed(path);
  yield tail;
}

function changed(path: string): SpillwayError {
  return new SpillwayError(`${path} changed while it was sent.`, {
    code: 'conflict',
    hint: 'Try again once nobody writes to the file.',
  });
}
