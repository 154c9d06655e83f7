import { traceIdOf } from '@spillway/core';
import { expect, it } from 'vitest';
import { ApiClient } from './api-client.ts';
import { attributeOf, startCollector } from './otlp-collector.ts';
import { requestLines } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { runCommand, startCommand } from './started-program.ts';

const cwd = scratchFolder();
const called = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

async function post(url: string, init: RequestInit): Promise<{ readonly id: string }> {
  const answer = await fetch(url, { ...init, method: 'POST' });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as { id: string };
}

/** A batch that has ended, whose create call was part of another trace. */
async function runBatch(url: string): Promise<string> {
  const form = new FormData();
  form.append('purpose', 'batch');
  form.append('file', new Blob([requestLines({ count: 5 })]), 'in.jsonl');
  const { id: input_file_id } = await post(`${url}/v1/files`, { body: form });
  const order = { input_file_id, endpoint: '/v1/chat/completions', completion_window: '1h' };
  const headers = { 'content-type': 'application/json', traceparent: called };
  const { id } = await post(`${url}/v1/batches`, { body: JSON.stringify(order), headers });
  await new ApiClient(url, 'none').until(id, ({ status }) => status === 'completed');
  return id;
}

it('dev sends the traces of its batches to a collector', async () => {
  await using collector = await startCollector();
  const flags = ['--no-auth', '--port', '0', '--speed', 'inf', '--traced-requests', '1'];
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=t' };
  await using dev = startCommand(['dev', ...flags], { cwd, env });
  const [, url = ''] = await dev.said(/spillway ready on (\S+)/);
  const id = await runBatch(url);
  const { spans } = collector;
  const names = ['batch', ...Array.from({ length: 5 }, () => 'chat'), 'create', 'finalize', 'plan'];
  const exported = (): unknown[] => spans.map(({ name }) => name.split(' ')[0]).sort();
  await expect.poll(exported, { timeout: 150_000 }).toEqual(names);
  expect(await dev.stop('SIGTERM')).toMatchObject({ code: 0 });
  expect([...collector.paths]).toEqual(['/v1/traces']);
  expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['spillway-dev']));
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf(id)]));
  const root = spans.find(({ parentSpanId }) => !parentSpanId);
  expect(root).toMatchObject({ name: 'batch /v1/chat/completions', events: expect.any(Array) });
  const below = spans.filter((span) => span !== root);
  expect(new Set(below.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([root?.spanId]));
  const kinds = Map.groupBy(below, ({ name }) => name.split(' ')[0] ?? '');
  expect([...kinds.keys()].sort()).toEqual(['chat', 'create', 'finalize', 'plan']);
  expect(kinds.get('create')?.[0]?.links?.map(({ traceId }) => traceId)).toEqual(['a'.repeat(32)]);
  expect(kinds.get('chat')?.map(({ attributes }) => attributeOf(attributes, 'gen_ai.request.model'))).toEqual(
    Array.from({ length: 5 }, () => 'spillway-sim'),
  );
});

it('a collector that is none is refused, and one that is away keeps nobody from working or ending', async () => {
  const refused = await runCommand(['serve', '--no-auth', '--traces-url', 'nonsense'], { cwd });
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--traces-url needs an http or https URL'),
  });
  const flags = ['--no-auth', '--port', '0', '--speed', 'inf', '--traces-url', 'http://127.0.0.1:9'];
  await using dev = startCommand(['dev', ...flags], { cwd });
  const [, url = ''] = await dev.said(/spillway ready on (\S+)/);
  await runBatch(url);
  expect(await dev.stop('SIGTERM')).toMatchObject({ code: 0 });
});
