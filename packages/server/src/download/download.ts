import { SpillwayError, type SpillwayFiles } from '@spillway/core';
import type { FileRecord } from '@spillway/core/store';
import { HttpRefusal, noSuchFile } from '../wire/error-body.ts';
import { type ByteRange, byteRangeOf } from './byte-range.ts';
import { contentStream } from './content-stream.ts';

export interface DownloadOptions {
  readonly file: FileRecord;
  readonly files: SpillwayFiles;
  readonly request: Request;
  /** Told when the content breaks off under an answer that has begun. */
  readonly report: (error: unknown) => void;
}

/** Answers with the content of a file, or the part that the request asks for. */
export async function download({ file, files, request, report }: DownloadOptions): Promise<Response> {
  const range = wantedRange(file, request);
  const { offset, length } = range ?? { offset: 0, length: file.bytes };
  const headers: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'content-length': String(length),
    'content-disposition': disposition(file.filename),
    'accept-ranges': 'bytes',
    etag: etagOf(file),
    ...(range && { 'content-range': `bytes ${offset}-${offset + length - 1}/${file.bytes}` }),
  };
  const status = range ? 206 : 200;
  if (request.method === 'HEAD') return new Response(null, { status, headers });
  const { tenant, id } = file;
  const { signal } = request;
  const content = await files.content({ tenant, id, offset, length, signal });
  if (!content) throw noSuchFile(id);
  const ours = (error: unknown): void => {
    if (!signal.aborted) report(error);
  };
  const stream = await contentStream(content, ours).catch((error) => explain(error, file, files));
  return new Response(stream, { status, headers });
}

/** Content never changes under an id, so a part of it is always a part of the same. */
function wantedRange(file: FileRecord, { headers }: Request): ByteRange | undefined {
  const condition = headers.get('if-range');
  if (condition !== null && condition !== etagOf(file)) return undefined;
  const range = byteRangeOf(headers.get('range'), file.bytes);
  if (range !== 'unsatisfiable') return range;
  throw new HttpRefusal(416, {
    message: `The range begins beyond the ${file.bytes} bytes of the file.`,
    param: 'range',
    headers: { 'content-range': `bytes */${file.bytes}` },
  });
}

/** Bytes that are gone are nothing to wonder at when the file is gone too; else they are lost, and the fault is ours. */
async function explain(error: unknown, { tenant, id }: FileRecord, files: SpillwayFiles): Promise<never> {
  if (!SpillwayError.is(error, 'not_found')) throw error;
  if (!(await files.get({ tenant, id }))) throw noSuchFile(id);
  throw new Error(`The bytes of file ${id} are missing.`, { cause: error });
}

/** Of a file whose digest nobody knows it is the id, under which the content never changes either. */
function etagOf({ id, sha256 }: FileRecord): string {
  return `"${sha256 ?? id}"`;
}

/** RFC 6266: plain characters for everybody, and the whole name for those who can read it. */
function disposition(filename: string): string {
  const plain = filename.replaceAll(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(filename.toWellFormed()).replaceAll(/['()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
