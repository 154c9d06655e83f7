import { expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
import { jsonOf } from './json-of.ts';

it('a batch too many is refused with when to come again, and a repeat of the first is not', async () => {
  await using api = await startApi({ coordinate: false, limits: { tenantLiveBatches: 1 } });
  const create = (key: string): Promise<Response> =>
    fetch(`${api.url}/v1/batches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': key },
      body: JSON.stringify({ input_file_id: 'file-1', endpoint: '/v1/embeddings', completion_window: '1h' }),
    });
  const { id } = await jsonOf(create('first'));
  const refused = await create('second');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  expect((await jsonOf(refused)).error).toMatchObject({
    message: expect.stringContaining('the limit is 1'),
    type: 'rate_limit_error',
    code: 'limit_reached',
  });
  expect((await jsonOf(create('first'))).id).toBe(id);
});
