import { describe, expect, test } from 'vitest';
import { createMemoryBlobs } from '../memory/memory-blobs.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import { createSpillway } from './create-spillway.ts';

const endpoint = '/v1/chat/completions';

async function withFile() {
  const spillway = await createSpillway({ store: createMemoryStore(), blobs: createMemoryBlobs() });
  const body = { model: 'm', messages: [{ role: 'user', content: 'Name a river.' }] };
  const source = Buffer.from(JSON.stringify({ custom_id: 'a', method: 'POST', url: endpoint, body }));
  const { id: inputFileId } = await spillway.files.upload({ filename: 'rivers.jsonl', source });
  return { spillway, order: { inputFileId, endpoint } };
}

describe('a quote', () => {
  test('that nobody waits for any longer is closed', async () => {
    const { spillway, order } = await withFile();
    const quoted = spillway.batches.quote({ ...order, signal: AbortSignal.abort(new Error('gone')) });
    await expect(quoted).rejects.toMatchObject({ code: 'closed' });
    await spillway[Symbol.asyncDispose]();
  });

  test('is closed with the installation', async () => {
    const { spillway, order } = await withFile();
    const quoted = expect(spillway.batches.quote(order)).rejects.toMatchObject({ code: 'closed' });
    await Promise.all([quoted, spillway[Symbol.asyncDispose]()]);
  });

  test('of a file that is not there, or of no endpoint, says which word is wrong', async () => {
    const { spillway, order } = await withFile();
    const param = async (asked: object) =>
      spillway.batches.quote({ ...order, ...asked }).catch(({ code, param }) => [code, param]);
    expect(await param({ inputFileId: 'none' })).toEqual(['not_found', 'input_file_id']);
    expect(await param({ tenant: 'other' })).toEqual(['not_found', 'input_file_id']);
    expect(await param({ endpoint: '/v1/none' })).toEqual(['invalid_argument', 'endpoint']);
    expect(await param({ window: '1y' })).toEqual(['invalid_argument', 'completion_window']);
    await spillway[Symbol.asyncDispose]();
  });
});
