import { setTimeout as pause } from 'node:timers/promises';
import { requestLines } from './request-lines.ts';

const endpoint = '/v1/chat/completions';

/** What is read of a file or a batch. */
interface Answer {
  readonly id: string;
  readonly status: string;
  readonly output_file_id?: string;
}

/** Uploads a file, makes a batch of it and waits for its output, by plain fetch. Answers the lines of the output. */
export async function performBatch(url: string, lines: number): Promise<number> {
  const form = new FormData();
  form.set('purpose', 'batch');
  form.set('file', new Blob([requestLines(lines)]), 'input.jsonl');
  const file = await call(`${url}/v1/files`, { method: 'POST', body: form });
  const order = JSON.stringify({ input_file_id: file.id, endpoint, completion_window: '24h' });
  const headers = { 'content-type': 'application/json' };
  let batch = await call(`${url}/v1/batches`, { method: 'POST', body: order, headers });
  for (; !['completed', 'failed', 'expired'].includes(batch.status); await pause(100))
    batch = await call(`${url}/v1/batches/${batch.id}`);
  if (batch.status !== 'completed') throw new Error(`the batch ended as ${JSON.stringify(batch)}`);
  const output = await fetch(`${url}/v1/files/${batch.output_file_id}/content`);
  return (await output.text()).trim().split('\n').length;
}

async function call(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
