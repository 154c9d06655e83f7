import type { Scope } from '@spillway/core/store';
import { expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
import { describedCalls } from './described-calls.ts';
import { jsonOf } from './json-of.ts';

const send = (url: string, method: string, path: string, key?: string): Promise<Response> =>
  fetch(`${url}${path.replaceAll(/\{\w+\}/g, 'none')}`, {
    method,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
  });

it('every call asks for the scope that it is described with, and for a key first', async () => {
  await using api = await startApi();
  const keyWith = async (...scopes: Scope[]) => (await api.spillway.keys.create({ name: 'k', scopes })).secret;
  const keys = { read: await keyWith('read'), write: await keyWith('write'), operator: await keyWith('operator') };
  const calls = await describedCalls(api.url);
  expect(calls.filter(({ path }) => path.startsWith('/v1/')).every(({ scope }) => scope)).toBe(true);
  for (const { method, path, scope } of calls) {
    if (!scope) continue;
    const where = `${method} ${path}`;
    for (const key of [undefined, 'sk-spillway-unknown']) {
      const answer = await send(api.url, method, path, key);
      expect([where, answer.status, (await jsonOf(answer)).error.code]).toEqual([where, 401, 'invalid_api_key']);
    }
    for (const [held, key] of Object.entries(keys)) {
      const { status } = await send(api.url, method, path, key);
      const allowed = held === scope || held === 'operator';
      expect([where, held, status === 403, status === 401]).toEqual([where, held, !allowed, false]);
    }
  }
});

it('a revoked or expired key is refused from the next call on', async () => {
  await using api = await startApi();
  const { key, secret } = await api.spillway.keys.create({ name: 'laptop' });
  expect((await send(api.url, 'GET', '/v1/batches', secret)).status).toBe(200);
  const revoked = await send(api.url, 'DELETE', `/v1/keys/${key.id}`, apiKey);
  expect(await jsonOf(revoked)).toEqual({ id: key.id, object: 'key', deleted: true });
  expect((await send(api.url, 'GET', '/v1/batches', secret)).status).toBe(401);
  expect((await send(api.url, 'DELETE', `/v1/keys/${key.id}`, apiKey)).status).toBe(404);
});

it('a made key shows its secret once, and works for its tenant and user', async () => {
  await using api = await startApi();
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'night runs', tenant: 'acme', user: 'ann', expires_after: hour });
  const made = await jsonOf(fetch(`${api.url}/v1/keys`, { method: 'POST', headers, body }));
  expect(made).toMatchObject({ object: 'key', tenant: 'acme', user: 'ann', scopes: ['read', 'write'] });
  expect(made.expires_at - made.created_at).toBe(3_600);
  expect(made.secret).toMatch(/^sk-spillway-[\w-]{43}$/);
  const listed = await jsonOf(fetch(`${api.url}/v1/keys?tenant=acme`, { headers }));
  const { secret, ...shown } = made;
  expect(listed.data).toEqual([shown]);
  expect(JSON.stringify(listed)).not.toContain(secret);

  const create = await fetch(`${api.url}/v1/batches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify({ input_file_id: 'file-1', endpoint: '/v1/embeddings', completion_window: '1h', user: 'bob' }),
  });
  const batch = await jsonOf(create);
  expect(batch.user).toBe('ann');
  expect(await api.spillway.batches.get({ tenant: 'acme', id: batch.id })).toMatchObject({ user: 'ann' });
});

const hour = { anchor: 'created_at', seconds: 3_600 };

it('an operator may name another tenant, and nobody else', async () => {
  await using api = await startApi();
  const theirs = { tenant: 'acme', inputFileId: 'file-1', endpoint: '/v1/embeddings' };
  const { id } = await api.spillway.batches.create(theirs);
  const look = async (key: string, tenant: string): Promise<number> => {
    const headers = { authorization: `Bearer ${key}`, 'spillway-tenant': tenant };
    return (await fetch(`${api.url}/v1/batches/${id}`, { headers })).status;
  };
  const { secret } = await api.spillway.keys.create({ name: 'k', tenant: 'acme' });
  expect(await look(apiKey, 'acme')).toBe(200);
  expect(await look(apiKey, 'other')).toBe(404);
  expect(await look(apiKey, 'not a name')).toBe(400);
  expect(await look(secret, 'acme')).toBe(200);
  expect(await look(secret, 'other')).toBe(403);
});
