import { expect, it } from 'vitest';
import { startApi } from './api-under-test.ts';
import { createBatch, line } from './input-lines.ts';
import { withWork } from './working-api.ts';

interface WireOutlook {
  readonly object: string;
  readonly batch_id: string;
  readonly on_time: boolean | null;
  readonly slack_seconds: number | null;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
}

async function outlookOf(answer: Promise<Response>): Promise<WireOutlook> {
  return (await (await answer).json()) as WireOutlook;
}

it('a batch that waits for a worker says so, and one that has ended has nothing to expect', () =>
  withWork(async (api) => {
    const { id } = await createBatch(api.client, [line('one'), line('two')]);
    const ask = () => outlookOf(api.get(`/v1/batches/${id}/outlook`));
    await expect.poll(async () => (await ask()).reasons[0]?.code).toBe('no_worker');
    expect(await ask()).toMatchObject({
      ...{ object: 'batch.outlook', batch_id: id, expected_finish_at: null, slack_seconds: null },
      reasons: [{ text: "No worker serves 'spillway-sim'; 2 requests wait for one." }, { code: 'not_measured' }],
    });
    const { data } = JSON.parse(await (await api.get('/v1/outlook')).text());
    expect(data).toMatchObject([{ batch_id: id }]);
    api.work();
    await api.ended(id);
    expect(await ask()).toMatchObject({ on_time: null, reasons: [] });
    expect(JSON.parse(await (await api.get('/v1/outlook')).text()).data).toEqual([]);
  }));

it('outlooks are of the tenant, and of all for operators who ask so', async () => {
  await using api = await startApi({ coordinate: false });
  const order = { inputFileId: 'file-1', endpoint: '/v1/embeddings' };
  const [ours, theirs] = [
    await api.spillway.batches.create({ ...order, tenant: 'ours' }),
    await api.spillway.batches.create({ ...order, tenant: 'theirs' }),
  ];
  const { secret } = await api.spillway.keys.create({ name: 'k', tenant: 'ours' });
  const list = async (key: string, query = ''): Promise<unknown> => {
    const answer = await fetch(`${api.url}/v1/outlook${query}`, { headers: { authorization: `Bearer ${key}` } });
    if (answer.status !== 200) return answer.status;
    return ((await answer.json()) as { data: WireOutlook[] }).data.map(({ batch_id }) => batch_id);
  };
  expect(await list(secret)).toEqual([ours.id]);
  expect(await list(secret, '?all_tenants=true')).toBe(403);
  expect(await list('sk-test-0123456789', '?all_tenants=true')).toEqual([ours.id, theirs.id]);
  expect(await list('sk-test-0123456789', '?all_tenants=true&limit=1')).toHaveLength(1);
  const look = await fetch(`${api.url}/v1/batches/${theirs.id}/outlook`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(look.status).toBe(404);
});
