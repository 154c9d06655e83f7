import { expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
import { describedCalls } from './described-calls.ts';
import { line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';

const headers = { authorization: `Bearer ${apiKey}` };

it('the short calls of the first prototype work, and answers have its names too', async () => {
  await using api = await startApi({}, { compatibility: true });
  const form = new FormData();
  form.append('file', new File([`${line('one')}\n`], 'in.jsonl'));
  const file = await jsonOf(fetch(`${api.url}/v1/files`, { method: 'POST', headers, body: form }));
  expect(file).toMatchObject({ purpose: 'batch', createdAt: file.created_at });

  const body = JSON.stringify({ inputFileId: file.id, userId: 'ann' });
  const created = await jsonOf(fetch(`${api.url}/v1/batches`, { method: 'POST', headers, body }));
  expect(created).toMatchObject({ inputFileId: file.id, user: 'ann', completionWindow: '24h', status: 'validating' });
  expect(created).toMatchObject({ input_file_id: file.id, requestCounts: { total: 0, completed: 0, failed: 0 } });
  const list = await jsonOf(fetch(`${api.url}/v1/batches`, { headers }));
  expect(list.data[0]).toMatchObject({ id: created.id, inputFileId: file.id, createdAt: created.created_at });
});

it('the calls of today work beside them, and metadata keep their names', async () => {
  await using api = await startApi({}, { compatibility: true });
  const order = { input_file_id: 'file-1', endpoint: '/v1/embeddings', completion_window: '24h' } as const;
  const batch = await api.client.batches.create({ ...order, metadata: { my_key: 'v' } });
  expect(batch.metadata).toEqual({ my_key: 'v' });
});

it('without the mode they are refused', async () => {
  await using api = await startApi();
  const body = JSON.stringify({ inputFileId: 'file-1', userId: 'ann' });
  const refused = await fetch(`${api.url}/v1/batches`, { method: 'POST', headers, body });
  expect([refused.status, (await jsonOf(refused)).error.param]).toEqual([400, 'input_file_id']);
});

it('the calls of its description are those of today', async () => {
  await using modern = await startApi();
  await using compatible = await startApi({}, { compatibility: true });
  expect(await describedCalls(compatible.url)).toEqual(await describedCalls(modern.url));
});
