import { describe, expect, it } from 'vitest';
import { apiKey } from './api-under-test.ts';
import { type DeadLetterAnswer as Answer, failing, json } from './failing-api.ts';
import { rowsOf } from './result-rows.ts';

describe('dead letters', () => {
  it('are listed with times, pools and what broke, page by page and by filter', async () => {
    await using server = await failing();
    const { get, batchId } = server;
    const list = await json(get(''));
    const known = { object: 'batch.request', batch_id: batchId, status: 'dead_lettered', attempts: 3, pool: 'spot' };
    expect(list.data).toMatchObject([
      { ...known, position: 2, custom_id: '2 BREAK', error_code: 'request_dead_lettered' },
      { ...known, position: 7, last_attempt: { code: 'server_error', message: 'it broke', status_code: 500 } },
    ]);
    const first = list.data[0] as Answer;
    expect(first.last_attempt).toMatchObject({ worker: 'w1', engine: 'failing', verdict: 'failed' });
    expect(first.last_attempt.started_at).toBe(first.started_at);
    const page = await json(get('?limit=1'));
    expect([page.data.length, page.has_more]).toEqual([1, true]);
    expect((await json(get(`?limit=1&after=${page.last_id}`))).data[0]?.position).toBe(7);
    for (const [query, count] of [
      [`batch_id=${batchId}`, 2],
      ['code=server_error', 2],
      ['code=timeout', 0],
      ['model=spillway-sim', 2],
      ['model=other', 0],
    ] as const) {
      expect([query, (await json(get(`?${query}`))).data.length]).toEqual([query, count]);
    }
    const unknown = await get('?batch_id=batch_none');
    expect([unknown.status, ((await unknown.json()) as Answer).error]).toEqual([
      404,
      expect.objectContaining({ param: 'batch_id' }),
    ]);
    expect((await get('?limit=101')).status).toBe(400);
  });

  it('show their lines and every attempt, as the request does', async () => {
    await using server = await failing();
    const { get, api, batchId } = server;
    const id = `batch_req_${batchId}_2`;
    const one = await json(get(`/${id}`));
    expect(one).toMatchObject({
      id,
      input: { custom_id: '2 BREAK' },
      output: { error: { code: 'request_dead_lettered' } },
    });
    expect(one.attempt_history.map((attempt) => [attempt.verdict, attempt.code, attempt.pool])).toEqual(
      Array(3).fill(['failed', 'server_error', 'spot']),
    );
    const headers = { authorization: `Bearer ${apiKey}` };
    expect(await json(fetch(`${api.url}/v1/requests/${id}`, { headers }))).toEqual(one);
    expect((await get(`/batch_req_${batchId}_3`)).status).toBe(404);
  });

  it('are downloaded as lines that say what their own page says', async () => {
    await using server = await failing();
    const { get, batchId } = server;
    const answer = await get(`/content?batch_id=${batchId}`);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const rows = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row) as Answer);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(await json(get(`/${row.id}`))).toMatchObject(row);
    expect(await (await get('/content?code=timeout')).text()).toBe('');
    expect((await get('/content?batch_id=batch_none')).status).toBe(404);
  });

  it('run again as a dry run says, and the batch has new files then', async () => {
    await using server = await failing();
    const { api, requeue, executor, batchId, get } = server;
    const before = await api.client.batches.retrieve(batchId);
    const told = {
      object: 'dead_letter.requeue',
      matched: 2,
      batches: [{ batch_id: batchId, requests: 2 }],
      skipped: [],
    };
    expect(await requeue({ dry_run: true })).toEqual({ ...told, dry_run: true, reopened: [] });
    expect((await api.client.batches.retrieve(batchId)).status).toBe('completed');
    executor.mended = true;
    const answer = await requeue({ completion_window: '1h' });
    expect(answer).toMatchObject({ ...told, dry_run: false, reopened: [{ id: batchId, revision: 2 }] });
    await api.ended(batchId);
    const after = await api.client.batches.retrieve(batchId);
    expect(after.request_counts).toEqual({ total: 10, completed: 10, failed: 0 });
    expect([before.output_file_id, before.error_file_id]).not.toContain(after.output_file_id);
    expect((await rowsOf(api.client, after.output_file_id)).map((row) => row.custom_id)).toHaveLength(10);
    expect((await json(get(''))).data).toEqual([]);
  });

  it('of one id run again alone', async () => {
    await using server = await failing();
    const { api, requeue, batchId } = server;
    const answer = await requeue({ request_ids: [`batch_req_${batchId}_7`, `batch_req_${batchId}_0`] });
    expect(answer).toMatchObject({ matched: 1, batches: [{ batch_id: batchId, requests: 1 }] });
    await api.ended(batchId);
    const unknown = await requeue({ request_ids: ['batch_req_other_0'] });
    expect(unknown.error).toMatchObject({ param: 'request_ids', type: 'invalid_request_error' });
  });

  it('are left alone by a requeue that is misspelt', async () => {
    await using server = await failing();
    const { api, requeue, batchId } = server;
    for (const misspelt of [{ batchId: 'batch_none' }, { ids: [] }, { dryRun: true }]) {
      const { error } = await requeue(misspelt);
      expect(error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value' });
      expect(error.message).toContain(Object.keys(misspelt)[0]);
    }
    expect((await api.client.batches.retrieve(batchId)).status).toBe('completed');
  });

  it("are nobody else's", async () => {
    await using server = await failing();
    const { api, get, requeue, batchId } = server;
    const { secret } = await api.spillway.keys.create({ tenant: 'other', name: 'other' });
    expect((await json(get('', secret))).data).toEqual([]);
    expect((await json(get(`?after=batch_req_${batchId}_2`, secret))).data).toEqual([]);
    expect(await (await get('/content', secret)).text()).toBe('');
    expect(await requeue({}, secret)).toMatchObject({ matched: 0, batches: [], skipped: [], reopened: [] });
    for (const path of [`?batch_id=${batchId}`, `/content?batch_id=${batchId}`, `/batch_req_${batchId}_2`]) {
      expect([path, (await get(path, secret)).status]).toEqual([path, 404]);
    }
    expect((await requeue({ batch_id: batchId }, secret)).error.message).toBe(
      (await requeue({ batch_id: 'batch_none' }, secret)).error.message.replace('batch_none', batchId),
    );
  });
});
