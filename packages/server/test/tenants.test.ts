import { expect, it } from 'vitest';
import { startApi } from './api-under-test.ts';
import { line } from './input-lines.ts';

it('nothing of another tenant is readable, listed, removable or usable', async () => {
  await using api = await startApi();
  const { client, spillway } = api;
  const tenant = 'other';
  const source = Buffer.from(`${line('one')}\n`);
  const file = await spillway.files.upload({ tenant, filename: 'theirs.jsonl', source });
  const theirs = await spillway.batches.create({ tenant, inputFileId: 'file-none', endpoint: '/v1/embeddings' });

  const calls = [
    client.files.retrieve(file.id),
    client.files.content(file.id),
    client.files.delete(file.id),
    client.batches.retrieve(theirs.id),
    client.batches.cancel(theirs.id),
  ];
  for (const call of calls) await expect(call).rejects.toMatchObject({ status: 404 });
  expect((await client.files.list()).data).toEqual([]);
  expect((await client.batches.list()).data).toEqual([]);

  const order = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
  const { id } = await client.batches.create(order);
  await api.ended(id);
  const { status, errors } = await client.batches.retrieve(id);
  expect([status, errors?.data?.[0]?.param]).toEqual(['failed', 'file_id']);
  expect(await spillway.files.get({ tenant, id: file.id })).toEqual(file);
});
