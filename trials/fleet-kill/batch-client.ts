import { setTimeout as pause } from 'node:timers/promises';

export interface SeenBatch {
  readonly id: string;
  readonly status: string;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly request_counts: { readonly total: number; readonly completed: number; readonly failed: number };
}

/** Speaks to an API that is killed now and then: every call is repeated until it is answered, or the signal aborts. */
export class BatchClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #signal: AbortSignal | undefined;

  constructor(url: string, apiKey: string, signal?: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
    this.#headers = { authorization: `Bearer ${apiKey}` };
  }

  async submit(lines: string, idempotencyKey: string, window = '1h'): Promise<string> {
    const { id: input } = await this.#json('/v1/files', () => {
      const form = new FormData();
      form.append('purpose', 'batch');
      form.append('file', new Blob([lines]), 'in.jsonl');
      return { method: 'POST', body: form };
    });
    const order = { input_file_id: input, endpoint: '/v1/chat/completions', completion_window: window };
    const headers = { ...this.#headers, 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    return (await this.#json('/v1/batches', () => ({ method: 'POST', headers, body: JSON.stringify(order) }))).id;
  }

  batch(id: string): Promise<SeenBatch> {
    return this.#json(`/v1/batches/${id}`) as Promise<SeenBatch>;
  }

  async *lines(fileId: string | null): AsyncGenerator<string> {
    if (fileId === null) return;
    const text = await this.#ask(
      `/v1/files/${fileId}/content`,
      () => ({}),
      (answer) => answer.text(),
    );
    yield* text.trim().split('\n');
  }

  async #json(path: string, init: () => RequestInit = () => ({})): Promise<{ id: string }> {
    return this.#ask(path, init, async (answer) => (await answer.json()) as { id: string });
  }

  async #ask<T>(path: string, init: () => RequestInit, read: (answer: Response) => Promise<T>): Promise<T> {
    for (;;) {
      this.#signal?.throwIfAborted();
      try {
        const answer = await fetch(`${this.#url}${path}`, { headers: this.#headers, ...init() });
        if (answer.ok) return await read(answer);
        if (answer.status < 500) throw new Refusal(`${path} was refused with ${answer.status}: ${await answer.text()}`);
      } catch (error) {
        if (error instanceof Refusal) throw error;
      }
      await pause(100);
    }
  }
}

class Refusal extends Error {}
