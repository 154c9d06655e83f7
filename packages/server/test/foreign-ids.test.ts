import type { Spillway } from '@spillway/core';
import { expect, it } from 'vitest';
import { startApi } from './api-under-test.ts';
import { type DescribedCall, describedCalls } from './described-calls.ts';
import { line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';

interface Ids {
  readonly file_id: string;
  readonly batch_id: string;
  readonly request_id: string;
  readonly key_id: string;
  readonly tenant_id: string;
  readonly upload_id: string;
  readonly bulk_action_id: string;
}

/** One thing of each kind, of a tenant. */
async function thingsOf(tenant: string, { files, uploads, batches, keys, bulkActions }: Spillway): Promise<Ids> {
  const source = Buffer.from(`${line('one')}\n`);
  const file = await files.upload({ tenant, filename: 'in.jsonl', source });
  const batch = await batches.create({ tenant, inputFileId: file.id, endpoint: '/v1/chat/completions' });
  const { key } = await keys.create({ tenant, name: 'theirs' });
  const upload = await uploads.create({ tenant, filename: 'in.jsonl', bytes: 1 });
  const bulkAction = await bulkActions.create({ tenant, action: 'retry', filter: { ids: [] } });
  return {
    file_id: file.id,
    batch_id: batch.id,
    request_id: `batch_req_${batch.id}_0`,
    key_id: key.id,
    tenant_id: tenant,
    upload_id: upload.id,
    bulk_action_id: bulkAction.id,
  };
}

const odd = [
  'none',
  'file-none',
  '%00',
  'a'.repeat(129),
  'ü',
  '%F0%9F%98%80',
  '__proto__',
  'constructor',
  '..%2F..',
  '%27%3B--',
  '-1',
];

/** Operators name tenants and keys of everybody: these are theirs. */
const isForeign = ({ params, scope }: DescribedCall): boolean => params.length > 0 && scope !== 'operator';

it('a thing of another tenant is answered like one that does not exist, by every call', async () => {
  await using api = await startApi();
  const { secret } = await api.spillway.keys.create({ tenant: 'ours', name: 'ours' });
  const theirs = await thingsOf('theirs', api.spillway);
  const before = await api.spillway.batches.timeline({ tenant: 'theirs', id: theirs.batch_id });

  const send = async ({ method, path }: DescribedCall, id: string): Promise<unknown> => {
    const answer = await fetch(`${api.url}${path.replace(/\{\w+\}/, id)}`, {
      method,
      headers: { authorization: `Bearer ${secret}` },
      ...(method === 'POST' && { body: JSON.stringify({ part_ids: [] }) }),
    });
    const { error } = await jsonOf(answer);
    return { status: answer.status, ...error, message: error.message.replaceAll(decodeURIComponent(id), 'ID') };
  };

  const calls = (await describedCalls(api.url)).filter(isForeign);
  expect(calls.length).toBeGreaterThan(10);
  for (const call of calls) {
    const where = `${call.method} ${call.path}`;
    const nowhere = await send(call, 'absent');
    expect(nowhere, where).toMatchObject({ status: 404, type: 'invalid_request_error', code: null });
    for (const id of [...Object.values(theirs), ...odd])
      expect(await send(call, id), `${where} ${id}`).toEqual(nowhere);
  }
  const untouched = await api.spillway.batches.get({ tenant: 'theirs', id: theirs.batch_id });
  expect(untouched?.cancelRequestedAt).toBeNull();
  const upload = await api.spillway.uploads.get({ tenant: 'theirs', id: theirs.upload_id });
  expect(upload?.status).toBe('pending');
  const after = await api.spillway.batches.timeline({ tenant: 'theirs', id: theirs.batch_id });
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.some(({ kind }) => kind === 'cancel_requested')).toBe(false);
});

it('lists hold nothing of another tenant, whatever cursor they are given', async () => {
  await using api = await startApi();
  const { secret } = await api.spillway.keys.create({ tenant: 'ours', name: 'ours' });
  const theirs = await thingsOf('theirs', api.spillway);
  const headers = { authorization: `Bearer ${secret}` };
  for (const list of ['files', 'batches', 'dead_letters', 'bulk_actions']) {
    for (const after of [undefined, theirs.file_id, theirs.batch_id, theirs.bulk_action_id, 'absent']) {
      const query = after === undefined ? '' : `?after=${after}`;
      const { data, has_more } = await jsonOf(fetch(`${api.url}/v1/${list}${query}`, { headers }));
      expect([list, after, data, has_more]).toEqual([list, after, [], false]);
    }
  }
});
