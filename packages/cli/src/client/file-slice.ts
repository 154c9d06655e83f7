import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SpillwayError } from '@spillway/core';

/** Some bytes of a file on disk. */
export interface FileSlice {
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Reads the slice in constant memory, and tells how much of it went out so far. Throws `conflict` when it is not all there. */
export async function* readSlice(
  { path, offset, bytes }: FileSlice,
  onSent?: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let sent = 0;
  const range = { start: offset, end: offset + bytes - 1, highWaterMark: 256 * 1024 };
  const chunks = bytes === 0 ? [] : createReadStream(path, range);
  for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
    sent += chunk.length;
    yield chunk;
    onSent?.(sent);
  }
  if (sent !== bytes) throw changed(path);
}

/** A file as it was found. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Throws `conflict` when the file was written to since. */
export async function refuseIfChanged({ path, bytes, modifiedMs }: FoundFile): Promise<void> {
  const { size, mtimeMs } = await stat(path);
  if (size !== bytes || mtimeMs !== modifiedMs) throw changed(path);
}

function changed(path: string): SpillwayError {
  return new SpillwayError(`${path} changed while it was sent.`, {
    code: 'conflict',
    hint: 'Try again once nobody writes to the file.',
  });
}
