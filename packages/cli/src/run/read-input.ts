import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SpillwayError } from '@spillway/core';

/** What is known of an input file before anything is done with it. */
export interface InputFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The url of the first line, when that can be read; the endpoint that the whole file is for. */
  readonly firstUrl: string | undefined;
}

/** The first line is only looked at so far; a longer one names its endpoint by flag. */
const GLANCE_BYTES = 1024 ** 2;

/** Reads the file once, for its digest. Throws `invalid_argument` for what is no readable file. */
export async function readInput(path: string, signal: AbortSignal): Promise<InputFile> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${error.message}`);
  });
  if (!found.isFile()) throw unreadable(path, 'is no regular file');
  const digest = createHash('sha256');
  const beginning: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2, signal }) as AsyncIterable<Buffer>) {
    if (bytes < GLANCE_BYTES) beginning.push(chunk);
    bytes += chunk.length;
    digest.update(chunk);
  }
  return { path, bytes, sha256: digest.digest('hex'), firstUrl: urlOf(Buffer.concat(beginning)) };
}

function urlOf(beginning: Buffer): string | undefined {
  const lines = beginning
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\n', 2);
  try {
    const { url } = JSON.parse(lines[0] ?? '') as { url?: unknown };
    return typeof url === 'string' ? url : undefined;
  } catch {
    // Validation says what is wrong with the line.
    return undefined;
  }
}

function unreadable(path: string, why: string): SpillwayError {
  return new SpillwayError(`The input ${path} ${why}.`, {
    code: 'invalid_argument',
    param: 'INPUT',
    hint: 'Name a .jsonl file with one request a line.',
  });
}
