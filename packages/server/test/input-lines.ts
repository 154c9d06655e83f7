import { type OpenAI, toFile } from 'openai';
import type { Batch, BatchCreateParams } from 'openai/resources/batches';
import type { FileObject } from 'openai/resources/files';

export const model = 'spillway-sim';

/** A good line, or one with other fields. */
export function line(customId: string, fields: object = {}): string {
  const body = { model, messages: [{ role: 'user', content: `Hello ${customId}` }] };
  return JSON.stringify({ custom_id: customId, method: 'POST', url: '/v1/chat/completions', body, ...fields });
}

/** A line with other fields in its body. */
export function lineWith(customId: string, fields: object): string {
  const body = { model, messages: [{ role: 'user', content: `Hello ${customId}` }], ...fields };
  return line(customId, { body });
}

async function uploadLines(client: OpenAI, lines: readonly string[]): Promise<FileObject> {
  const content = Buffer.from(lines.map((text) => `${text}\n`).join(''));
  return client.files.create({ file: await toFile(content, 'input.jsonl'), purpose: 'batch' });
}

/** A batch of these lines. */
export async function createBatch(
  client: OpenAI,
  lines: readonly string[],
  order: Partial<BatchCreateParams> = {},
): Promise<Batch> {
  const file = await uploadLines(client, lines);
  return client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    ...order,
  });
}
