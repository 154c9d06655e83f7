import { setTimeout as pause } from 'node:timers/promises';

/** A batch, as far as tests look at it. */
export interface WireBatch {
  readonly id: string;
  readonly status: string;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly request_counts: { readonly total: number; readonly completed: number; readonly failed: number };
}

/** Speaks to the API as it is on the wire, without the retries of a client library. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: { readonly authorization: string };

  constructor(url: string, apiKey: string) {
    this.#url = url;
    this.#headers = { authorization: `Bearer ${apiKey}` };
  }

  /** Uploads the lines and creates their batch; answers its id. */
  async submit(lines: string): Promise<string> {
    const form = new FormData();
    form.append('purpose', 'batch');
    form.append('file', new Blob([lines]), 'in.jsonl');
    const file = await this.#ask('/v1/files', { method: 'POST', body: form });
    const order = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '1h' };
    const headers = { 'content-type': 'application/json' };
    return (await this.#ask('/v1/batches', { method: 'POST', body: JSON.stringify(order), headers })).id;
  }

  batch(id: string): Promise<WireBatch> {
    return this.#ask(`/v1/batches/${id}`) as Promise<WireBatch>;
  }

  /** Looks until the batch is as wished. */
  async until(id: string, wished: (batch: WireBatch) => boolean): Promise<WireBatch> {
    for (;;) {
      const batch = await this.batch(id);
      if (wished(batch)) return batch;
      await pause(50);
    }
  }

  /** Positions of the ids `r<position>` in a produced file; none without a file. */
  async positions(fileId: string | null): Promise<number[]> {
    if (fileId === null) return [];
    const answer = await fetch(`${this.#url}/v1/files/${fileId}/content`, { headers: this.#headers });
    const lines = (await answer.text()).trim().split('\n');
    return lines.map((line) => Number((JSON.parse(line) as { custom_id: string }).custom_id.slice(1)));
  }

  async #ask(path: string, { headers, ...init }: RequestInit = {}): Promise<{ id: string }> {
    const answer = await fetch(`${this.#url}${path}`, { ...init, headers: { ...this.#headers, ...headers } });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  }
}
