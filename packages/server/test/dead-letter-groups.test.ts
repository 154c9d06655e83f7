import { describe, expect, it } from 'vitest';
import { type DeadLetterAnswer, type Failing, failing, json } from './failing-api.ts';
import { line } from './input-lines.ts';

/** Eight requests: two that break, three that are late, each after another time, and three that are answered. */
const mixed = ['0', '1 BREAK', '2 LATE', '3', '4 LATE LATE', '5 BREAK', '6', '7 LATE LATE LATE'].map((text) =>
  line(text),
);

interface Group {
  readonly fingerprint: string;
  readonly code: string;
  readonly count: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly sample_ids: readonly string[];
}

const groupsOf = async ({ get }: Failing, query = ''): Promise<{ data: readonly Group[]; complete: boolean }> =>
  (await json(get(`/groups${query}`))) as unknown as { data: readonly Group[]; complete: boolean };

const positions = ({ data }: DeadLetterAnswer): readonly number[] => data.map(({ position }) => position);

describe('groups of dead letters', () => {
  it('hold those that failed in the same way, the largest first', async () => {
    await using server = await failing(mixed);
    const { batchId } = server;
    const groups = await groupsOf(server);
    const known = { object: 'dead_letter.group', model: 'spillway-sim', batches: 1 };
    expect(groups).toMatchObject({ object: 'list', complete: true, looked_at: 5 });
    expect(groups.data).toMatchObject([
      { ...known, code: 'timeout', count: 3, message: expect.stringMatching(/^no whole answer within \d+ ms$/) },
      { ...known, code: 'server_error', count: 2, message: 'it broke' },
    ]);
    const [late, broken] = groups.data;
    expect(new Set(late?.sample_ids)).toEqual(new Set([2, 4, 7].map((seq) => `batch_req_${batchId}_${seq}`)));
    expect(late?.first_at).toBeLessThanOrEqual(late?.last_at ?? 0);
    expect((await groupsOf(server, '?code=server_error')).data).toEqual([broken]);
    expect((await groupsOf(server, `?fingerprint=${late?.fingerprint}`)).data).toEqual([late]);
    expect((await groupsOf(server, '?model=other')).data).toEqual([]);
    expect((await server.get('/groups?fingerprint=late')).status).toBe(400);
    expect((await server.get('/groups?batch_id=batch_none')).status).toBe(404);
  });

  it('name what the list, the download, a requeue and a drop choose', async () => {
    await using server = await failing(mixed);
    const { get, post } = server;
    const [late] = (await groupsOf(server)).data;
    const fingerprint = late?.fingerprint ?? '';
    const list = await json(get(`?fingerprint=${fingerprint}`));
    expect(positions(list)).toEqual([2, 4, 7]);
    expect(list.data).toMatchObject([{ fingerprint }, { fingerprint }, { fingerprint }]);
    expect((await (await get(`/content?fingerprint=${fingerprint}`)).text()).trimEnd().split('\n')).toHaveLength(3);
    for (const action of ['/requeue', '/drop']) {
      expect(await post(action, { fingerprint, dry_run: true })).toMatchObject({ dry_run: true, matched: 3 });
    }
  });

  it("are nobody else's", async () => {
    await using server = await failing();
    const { api, get, post, batchId } = server;
    const { secret } = await api.spillway.keys.create({ tenant: 'other', name: 'other' });
    expect(await json(get('/groups', secret))).toEqual({ object: 'list', data: [], complete: true, looked_at: 0 });
    expect((await get(`/groups?batch_id=${batchId}`, secret)).status).toBe(404);
    expect(await post('/drop', {}, secret)).toMatchObject({ matched: 0, dropped: 0 });
    expect((await post('/drop', { batch_id: batchId }, secret)).error.message).toContain(batchId);
    expect(positions(await json(get('')))).toEqual([2, 7]);
  });
});

describe('a drop of dead letters', () => {
  it('takes them off the list as a dry run said, and their lines stay in the error file', async () => {
    await using server = await failing(mixed);
    const { api, get, post, batchId } = server;
    const before = await api.client.batches.retrieve(batchId);
    const told = { object: 'dead_letter.drop', matched: 2, dropped: 2, skipped: [] };
    const batches = [{ batch_id: batchId, requests: 2 }];
    expect(await post('/drop', { code: 'server_error', dry_run: true })).toEqual({ ...told, batches, dry_run: true });
    expect(positions(await json(get('')))).toHaveLength(5);
    expect(await post('/drop', { code: 'server_error' })).toEqual({ ...told, batches, dry_run: false });
    expect(positions(await json(get('')))).toEqual([2, 4, 7]);
    expect((await groupsOf(server)).data).toMatchObject([{ code: 'timeout' }]);
    expect((await get(`/batch_req_${batchId}_1`)).status).toBe(404);
    const after = await api.client.batches.retrieve(batchId);
    expect(after.request_counts).toEqual(before.request_counts);
    expect(after.error_file_id).toBe(before.error_file_id);
    const nothing = { ...told, matched: 0, dropped: 0, batches: [], dry_run: false };
    expect(await post('/drop', { code: 'server_error' })).toEqual(nothing);
    const request = `batch_req_${batchId}_2`;
    expect(await post('/drop', { request_ids: [request] })).toMatchObject({ matched: 1, dropped: 1 });
    expect(positions(await json(get('')))).toEqual([4, 7]);
  });

  it('that is misspelt drops nothing', async () => {
    await using server = await failing();
    for (const misspelt of [
      { batchId: 'batch_none' },
      { completion_window: '1h' },
      { dryRun: true },
      { fingerprint: 'x' },
    ]) {
      const { error } = await server.post('/drop', misspelt);
      expect(error).toMatchObject({ type: 'invalid_request_error', code: 'invalid_value' });
    }
    expect(positions(await json(server.get('')))).toEqual([2, 7]);
  });
});
