import { createSpillway, type Spillway, type SpillwayOptions, type Trouble } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { Batch, Store } from '@spillway/core/store';
import { seededRandomness } from './seeded-randomness.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A whole Spillway in memory, on virtual time, with a coordinator that runs. */
export interface Installation extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly spillway: Spillway;
  readonly troubles: readonly Trouble[];
  /** Uploads `count` requests with prompts p0, p1, … and creates their batch. */
  submit(count: number, window?: string, model?: string, order?: SubmitOrder): Promise<Batch>;
  /** The ended batch with the lines of its files. */
  results(batch: Batch): Promise<Results>;
}

export interface SubmitOrder {
  readonly tenant?: string;
  readonly priority?: number;
  /** Only so many different prompts, at temperature 0. */
  readonly different?: number;
}

export interface Results {
  readonly batch: Batch;
  readonly output: readonly ResultLine[];
  readonly error: readonly ResultLine[];
}

export interface ResultLine {
  readonly id: string;
  readonly custom_id: string;
  readonly response: { readonly status_code: number; readonly body: unknown } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface InstallationOptions {
  readonly store?: (store: Store) => Store;
  readonly blobs?: (blobs: BlobStorage) => BlobStorage;
  readonly spillway?: Partial<SpillwayOptions>;
}

export async function install(options: InstallationOptions = {}): Promise<Installation> {
  const clock = new VirtualClock();
  const store = (options.store ?? ((same) => same))(createMemoryStore({ now: () => clock.now() }));
  const blobs = (options.blobs ?? ((same) => same))(createMemoryBlobs());
  const troubles: Trouble[] = [];
  const spillway = await createSpillway({
    store,
    blobs,
    clock,
    randomness: seededRandomness(7),
    coordinate: true,
    onTrouble: (trouble) => void troubles.push(trouble),
    ...options.spillway,
  });
  return {
    clock,
    store,
    blobs,
    spillway,
    troubles,
    async submit(count, window = '24h', model = 'm', { different, ...order } = {}) {
      const lines = Array.from({ length: count }, (_, index) => requestLine(index, model, different));
      const source = Buffer.from(lines.join(''));
      const file = await spillway.files.upload({
        filename: 'input.jsonl',
        source,
        ...(order.tenant !== undefined && { tenant: order.tenant }),
      });
      return spillway.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions', window, ...order });
    },
    async results({ id, tenant }) {
      const batch = await clock.until(spillway.batches.ended({ id, tenant }));
      const [output, error] = await Promise.all(
        [batch.outputFileId, batch.errorFileId].map((file) => lines(spillway, file, tenant)),
      );
      return { batch, output: output ?? [], error: error ?? [] };
    },
    async [Symbol.asyncDispose]() {
      await clock.until(Promise.resolve(spillway[Symbol.asyncDispose]()));
    },
  };
}

function requestLine(index: number, model: string, different?: number): string {
  const messages = [{ role: 'user', content: `p${different === undefined ? index : index % different}` }];
  const body = { model, messages, ...(different !== undefined && { temperature: 0 }) };
  return `${JSON.stringify({ custom_id: `c${index}`, method: 'POST', url: '/v1/chat/completions', body })}\n`;
}

async function lines(spillway: Spillway, id: string | null, tenant: string): Promise<readonly ResultLine[]> {
  const content = id === null ? undefined : await spillway.files.content({ id, tenant });
  const chunks: Uint8Array[] = [];
  for await (const chunk of content ?? []) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ResultLine);
}
