import { describe, expect, it } from 'vitest';
import { createBatch, line, lineWith } from './input-lines.ts';
import { jsonOf } from './json-of.ts';
import { rowsOf } from './result-rows.ts';
import { type WorkingApi, withWork } from './working-api.ts';

const ids = Array.from({ length: 30 }, (_, index) => `request ${index} ä`);
const bad = new Set(['request 3 ä', 'request 17 ä']);
const lines = ids.map((id) => (bad.has(id) ? lineWith(id, { messages: [] }) : line(id)));

const seen = (list: { data: readonly { custom_id: string }[] }) => list.data.map((request) => request.custom_id);

async function finished(api: WorkingApi, input: readonly string[] = lines): Promise<string> {
  const { id } = await createBatch(api.client, input);
  api.work();
  await api.ended(id);
  return id;
}

describe('the requests of a batch', () => {
  it('are listed in input order, page by page, by status and by custom_id', async () =>
    withWork(async (api) => {
      const id = await finished(api);
      const path = `/v1/batches/${id}/requests`;
      const list = (query: string) => jsonOf(api.get(`${path}?${query}`));
      const first = await list('limit=20');
      expect([seen(first), first.has_more]).toEqual([ids.slice(0, 20), true]);
      const second = await list(`limit=20&after=${first.last_id}`);
      expect([seen(second), second.has_more]).toEqual([ids.slice(20), false]);
      const failed = await list('status=failed');
      expect(seen(failed)).toEqual([...bad]);
      expect(failed.data[0]).toMatchObject({ status: 'failed', error_code: 'http_400', attempts: 1, pool: 'spot' });
      expect(seen(await list('status=completed&limit=100'))).toHaveLength(28);
      expect(seen(await list('status=queued'))).toEqual([]);
      expect(seen(await list(`custom_id=${encodeURIComponent('request 5 ä')}`))).toEqual(['request 5 ä']);
      expect(seen(await list('custom_id=nobody'))).toEqual([]);
      const [one] = (await list('limit=1')).data;
      expect(one).toMatchObject({ object: 'batch.request', batch_id: id, position: 0, status: 'completed' });
      expect(one?.usage?.output_tokens).toBeGreaterThan(0);
      expect([one?.worker, one?.ended_at, one?.duration_ms].every((known) => known != null)).toBe(true);
    }));

  it('are queued before anybody runs them', async () =>
    withWork(async (api) => {
      const { id } = await createBatch(api.client, lines);
      const planned = async (): Promise<number> => (await api.client.batches.retrieve(id)).request_counts?.total ?? 0;
      await expect.poll(planned).toBe(ids.length);
      const list = await jsonOf(api.get(`/v1/batches/${id}/requests?status=queued&limit=100`));
      expect(seen(list)).toEqual(ids);
      expect(list.data[0]).toMatchObject({ status: 'queued', attempts: 0, pool: null, usage: null, ended_at: null });
    }));

  it('show their lines as they are, numbers beyond all precision included', async () =>
    withWork(async (api) => {
      const exact = line('one').replace('"messages"', '"seed":123456789012345678901234567890,"messages"');
      const id = await finished(api, [exact]);
      const text = await (await api.get(`/v1/requests/batch_req_${id}_0`)).text();
      expect(text).toContain(`"input":${exact},"output":{"id":"batch_req_${id}_0"`);
      expect(JSON.parse(text)).toMatchObject({ custom_id: 'one', output: { custom_id: 'one', error: null } });
    }));
});

describe('a retry', () => {
  it('of a batch runs what failed again, and gives it new files', async () =>
    withWork(async (api) => {
      const id = await finished(api);
      const before = await api.client.batches.retrieve(id);
      const reopened = await jsonOf(api.post(`/v1/batches/${id}/retry`, null));
      expect(reopened).toMatchObject({ status: 'in_progress', revision: 2, completed_at: null });
      await api.ended(id);
      const after = await api.client.batches.retrieve(id);
      expect(after.request_counts).toEqual({ total: 30, completed: 28, failed: 2 });
      expect(after.output_file_id).not.toBe(before.output_file_id);
      expect((await rowsOf(api.client, after.error_file_id)).map((row) => row.custom_id)).toEqual([...bad]);
      expect(await rowsOf(api.client, before.output_file_id)).toHaveLength(28);
    }));

  it('of one request runs that one again', async () =>
    withWork(async (api) => {
      const id = await finished(api);
      const answer = await api.post(`/v1/requests/batch_req_${id}_17/retry`);
      expect([answer.status, (await jsonOf(answer)).revision]).toEqual([200, 2]);
      await api.ended(id);
      const timeline = await jsonOf(api.get(`/v1/batches/${id}/timeline`));
      expect(timeline.data.map((event: { type: string }) => event.type)).toContain('reopened');
    }));

  it('is refused while the batch runs, and when there is nothing to retry', async () =>
    withWork(async (api) => {
      const { id } = await createBatch(api.client, [line('one')]);
      const early = await api.post(`/v1/batches/${id}/retry`);
      expect([early.status, (await jsonOf(early)).error.code]).toEqual([400, 'conflict']);
      api.work();
      await api.ended(id);
      const useless = await api.post(`/v1/batches/${id}/retry`);
      expect([useless.status, (await jsonOf(useless)).error.code]).toEqual([400, 'conflict']);
      const foreign = await api.post(`/v1/batches/${id}/retry`, { request_ids: ['batch_req_other_0'] });
      expect(foreign.status).toBe(404);
      const unknown = await api.post(`/v1/requests/batch_req_${id}_9/retry`);
      expect(unknown.status).toBe(404);
    }));
});

describe('a clone', () => {
  it('runs the same input again as a batch of its own, once for a key', async () =>
    withWork(async (api) => {
      const id = await finished(api);
      const clone = () =>
        fetch(`${api.url}/v1/batches/${id}/clone`, {
          method: 'POST',
          headers: { authorization: `Bearer ${api.client.apiKey}`, 'idempotency-key': 'again' },
          body: JSON.stringify({ completion_window: '2h', metadata: { of: 'a clone' } }),
        });
      const [first, second] = await Promise.all([jsonOf(clone()), jsonOf(clone())]);
      expect(second.id).toBe(first.id);
      expect(first).toMatchObject({ revision: 1, completion_window: '2h', metadata: { of: 'a clone' } });
      await api.ended(first.id);
      const ended = await api.client.batches.retrieve(first.id);
      expect(ended.request_counts).toEqual({ total: 30, completed: 28, failed: 2 });
    }));

  it('is refused once the input is gone', async () =>
    withWork(async (api) => {
      const id = await finished(api);
      await api.client.files.delete((await api.client.batches.retrieve(id)).input_file_id);
      const refused = await api.post(`/v1/batches/${id}/clone`);
      expect([refused.status, (await jsonOf(refused)).error.code]).toEqual([400, 'conflict']);
    }));
});
