import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type Spillway, SpillwayError } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import type { InputFile } from './read-input.ts';

export interface BeginBatchOptions {
  readonly spillway: Spillway;
  readonly input: InputFile;
  /** Key of the run: its tenant, and its idempotency key. */
  readonly key: string;
  readonly endpoint: string;
  readonly window: string;
  readonly mixedModels: boolean;
  readonly signal: AbortSignal;
}

/** Uploads the input and creates its batch. Repeated after a crash it finds the file and the batch that are there. */
export async function beginBatch(options: BeginBatchOptions): Promise<Batch> {
  const { spillway, key, endpoint, window, mixedModels } = options;
  const inputFileId = await uploadOnce(options);
  return spillway.batches.create({ tenant: key, inputFileId, endpoint, window, mixedModels, idempotencyKey: key });
}

async function uploadOnce({ spillway, input, key, signal }: BeginBatchOptions): Promise<string> {
  const id = `file-${input.sha256.slice(0, 26)}`;
  if (await spillway.files.get({ tenant: key, id })) return id;
  const name = basename(input.path);
  const file = await spillway.files.upload({
    id,
    tenant: key,
    filename: name.toLowerCase().endsWith('.jsonl') ? name : `${name}.jsonl`,
    source: createReadStream(input.path, { highWaterMark: 1024 ** 2 }) as AsyncIterable<Uint8Array>,
    expiresInMs: null,
    signal,
  });
  if (file.sha256 === input.sha256) return id;
  await spillway.files.remove({ tenant: key, id });
  throw new SpillwayError(`${input.path} changed while it was read.`, {
    code: 'conflict',
    param: 'INPUT',
    hint: 'Run it again once nobody writes to the file.',
  });
}
