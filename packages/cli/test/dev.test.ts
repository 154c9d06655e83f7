import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import OpenAI, { toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { isWhole, requestLines } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { StartedProgram, startCommand } from './started-program.ts';

const cwd = scratchFolder();
const scratch = scratchFolder();
const lockHolder = fileURLToPath(new URL('../../store-postgres/test/lock-holder.ts', import.meta.url));

async function startDev(...flags: string[]): Promise<{ dev: StartedProgram; url: string }> {
  const dev = startCommand(['dev', '--port', '0', ...flags], { cwd });
  const [, url = ''] = await dev.said(/spillway ready on (http:\/\/127\.0\.0\.1:\d+)/);
  return { dev, url };
}

describe('spillway dev', () => {
  it('runs a batch of the official client, with the key that it made, and drains on SIGTERM', async () => {
    const { dev, url } = await startDev('--speed', 'inf');
    await using _ = dev;
    const [, apiKey = ''] = await dev.said(/key +(sk-spillway-\w+) \(made now/);
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey });
    const lines = requestLines({ count: 200, body: (position) => (position === 7 ? { temperature: -1 } : {}) });
    const file = await client.files.create({ file: await toFile(Buffer.from(lines), 'in.jsonl'), purpose: 'batch' });
    const order = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
    const batch = await ended(client, (await client.batches.create(order)).id);
    expect(batch).toMatchObject({ status: 'completed', request_counts: { total: 200, completed: 199, failed: 1 } });
    const [output, errors] = [
      await positions(client, batch.output_file_id),
      await positions(client, batch.error_file_id),
    ];
    expect([isWhole(output, errors, 200), errors]).toEqual([true, [7]]);
    expect(await dev.stop('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('keeps its key for its owner alone, shows it again, and lets nobody in without it', async () => {
    const { dev, url } = await startDev();
    await using _ = dev;
    const [, shown] = await dev.said(/key +(sk-spillway-\w+) \(kept in/);
    const path = join(cwd, '.spillway', 'api-key');
    expect([readFileSync(path, 'utf8').trim(), statSync(path).mode & 0o777]).toEqual([shown, 0o600]);
    expect((await fetch(`${url}/v1/batches`)).status).toBe(401);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  it('with --no-auth lets everybody in on loopback; a second one is told that the port is taken', async () => {
    const { dev, url } = await startDev('--no-auth');
    await using _ = dev;
    expect((await fetch(`${url}/v1/batches`)).status).toBe(200);
    await using second = startCommand(['dev', '--no-auth', '--port', new URL(url).port], { cwd });
    expect(await second.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('the port is taken') });
  });

  it('stopped while it starts says so, and leaves nothing behind', async () => {
    const data = join(scratch, 'stopped');
    const lock = join(data, 'postgres', 'lock');
    const holder = new StartedProgram(lockHolder, [lock, '', 'hold']);
    await holder.said(/held/);
    await using dev = startCommand(['dev', '--port', '0', '--data-dir', data], { cwd });
    // It cannot be ready before it has its turn to start the database.
    await expect.poll(() => readdirSync(lock), { timeout: 150_000 }).toHaveLength(2);
    const { code, stderr } = await dev.stop('SIGTERM');
    expect([code, stderr.trim().split('\n').at(-1)]).toEqual([130, 'Stopped before it was ready.']);
    await holder.stop('SIGKILL');
    const again = startCommand(['dev', '--port', '0', '--data-dir', data], { cwd });
    await again.said(/spillway ready on/);
    expect(await again.stop('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('lets in what its flags allow', async () => {
    const flags = [
      '--max-tenant-batches',
      '1',
      '--max-file-size',
      '1kB',
      '--endpoint',
      '/v1/rerank',
      '--max-window',
      '2h',
    ];
    const { dev, url } = await startDev('--no-auth', '--compatibility', '--speed', '0.001', ...flags);
    await using _ = dev;
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
    const upload = async (lines: string) =>
      client.files.create({ file: await toFile(Buffer.from(lines), 'in.jsonl'), purpose: 'batch' });
    await expect(upload('x'.repeat(1_001))).rejects.toMatchObject({ status: 413 });
    const file = await upload(requestLines({ count: 1 }).replace('/v1/chat/completions', '/v1/rerank'));
    expect(file).toMatchObject({ createdAt: file.created_at });
    const create = (endpoint: string, window: string): Promise<unknown> =>
      client.post('/batches', { body: { input_file_id: file.id, endpoint, completion_window: window } });
    await expect(create('/v1/chat/completions', '1h')).rejects.toMatchObject({ status: 400, param: 'endpoint' });
    await expect(create('/v1/rerank', '3h')).rejects.toMatchObject({ status: 400, param: 'completion_window' });
    await create('/v1/rerank', '1h');
    await expect(create('/v1/rerank', '1h')).rejects.toMatchObject({ status: 429, code: 'limit_reached' });
  });

  it('on SIGTERM does not wait for those who follow a batch', async () => {
    const { dev, url } = await startDev('--no-auth', '--speed', '0.001');
    await using _ = dev;
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any' });
    const file = await client.files.create({
      file: await toFile(Buffer.from(requestLines({ count: 1 })), 'in.jsonl'),
      purpose: 'batch',
    });
    const order = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
    const { id } = await client.batches.create(order);
    const followed = await fetch(`${url}/v1/batches/${id}/results?follow=true`);
    const stopped = dev.stop('SIGTERM');
    expect(await followed.text()).not.toContain('event: done');
    expect(await stopped).toMatchObject({ code: 0 });
  });
});

async function ended(client: OpenAI, id: string): Promise<OpenAI.Batch> {
  for (;;) {
    const batch = await client.batches.retrieve(id);
    if (!['validating', 'in_progress', 'finalizing'].includes(batch.status)) return batch;
  }
}

async function positions(client: OpenAI, id: string | null | undefined): Promise<number[]> {
  const text = await (await client.files.content(id ?? '')).text();
  return text
    .trim()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as { custom_id: string }).custom_id.slice(1)));
}
