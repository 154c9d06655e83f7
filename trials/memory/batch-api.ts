import { createWriteStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WireBatch {
  readonly id: string;
  readonly status: string;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly request_counts: { readonly total: number; readonly completed: number; readonly failed: number };
  readonly errors: { readonly data: readonly WireProblem[] } | null;
}

export interface WireProblem {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  readonly line: number | null;
}

const ends: readonly string[] = ['completed', 'failed', 'expired', 'cancelled'];

/** The files and batches API over HTTP, with bodies that stream. */
export class BatchApi {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Answers the file's id. */
  async upload(path: string): Promise<string> {
    const form = new FormData();
    form.set('purpose', 'batch');
    form.set('file', await openAsBlob(path), basename(path));
    const { id } = await this.#json<{ id: string }>('/v1/files', { method: 'POST', body: form });
    return id;
  }

  create(inputFileId: string): Promise<WireBatch> {
    const wish = { input_file_id: inputFileId, endpoint: '/v1/chat/completions', completion_window: '24h' };
    const headers = { 'content-type': 'application/json' };
    return this.#json('/v1/batches', { method: 'POST', headers, body: JSON.stringify(wish) });
  }

  get(id: string): Promise<WireBatch> {
    return this.#json(`/v1/batches/${id}`);
  }

  /** Asks again and again until the batch has ended. Tells each answer. */
  async untilEnded(id: string, onLook: (batch: WireBatch) => void, everyMs = 500): Promise<WireBatch> {
    for (;;) {
      const batch = await this.get(id);
      onLook(batch);
      if (ends.includes(batch.status)) return batch;
      await sleep(everyMs);
    }
  }

  async download(fileId: string, path: string): Promise<void> {
    const answer = await this.#ask(`/v1/files/${fileId}/content`);
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(path));
  }

  async #json<T>(path: string, init?: RequestInit): Promise<T> {
    return (await (await this.#ask(path, init)).json()) as T;
  }

  async #ask(path: string, init?: RequestInit): Promise<Response> {
    const answer = await fetch(this.#url + path, init);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }
}
