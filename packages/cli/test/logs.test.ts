import { join } from 'node:path';
import { traceIdOf } from '@spillway/core';
import { startEngine } from '@spillway/simulator';
import { expect, it } from 'vitest';
import { ApiClient } from './api-client.ts';
import { requestLines } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ProgramEnd, runCommand, startCommand } from './started-program.ts';
import { warmDatabase } from './warm-database.ts';

const secrets = {
  prompt: 'A-prompt-that-nobody-else-may-read',
  apiKey: 'sk-a-key-that-nobody-may-see',
  engineKey: 'an-engine-key-that-nobody-may-see',
  password: 'a-password-of-the-database',
};

interface Line {
  readonly time: string;
  readonly level: string;
  readonly msg: string;
  readonly process: string;
  readonly component: string;
  readonly [field: string]: unknown;
}

/** Every line of the log, each of which must be one. */
function linesOf({ stderr }: ProgramEnd): readonly Line[] {
  return stderr
    .trim()
    .split('\n')
    .map((line) => {
      expect(line.match(/"process":/g)).toHaveLength(1);
      return JSON.parse(line) as Line;
    });
}

it('processes log what happens and what goes wrong, and never a prompt, a key or a password', async () => {
  const cwd = scratchFolder();
  const database = await warmDatabase(cwd);
  await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY });
  const env = {
    SPILLWAY_DATABASE_URL: database.url,
    SPILLWAY_BLOBS: `file:${join(cwd, 'blobs')}`,
    SPILLWAY_ENGINE_URL: engine.url,
    SPILLWAY_ENGINE_KEY: secrets.engineKey,
    SPILLWAY_API_KEY: secrets.apiKey,
    SPILLWAY_PORT: '0',
    SPILLWAY_LOG_FORMAT: 'json',
  };
  const start = (...args: string[]) => startCommand(args, { cwd, env });
  await using serve = start('serve');
  const [, url = ''] = await serve.said(/"url":"([^"]+)"/);
  await using coordinate = start('coordinate');
  await using work = start('work', '--pool', 'spot', '--worker-id', 'spot-1');
  const client = new ApiClient(url, secrets.apiKey);
  const body = { messages: [{ role: 'user', content: secrets.prompt }] };
  const good = await client.submit(requestLines({ count: 20, body: () => body }));
  await client.until(good, ({ status }) => status === 'completed');
  // What is wrong with it quotes what stands where its other lines name a model.
  const bad = await client.submit(requestLines({ count: 1 }) + requestLines({ count: 1, model: secrets.prompt }));
  await client.until(bad, ({ status }) => status === 'failed');
  const logged = (batch: string, event: string) => new RegExp(`"batch_id":"${batch}".*"event":"${event}"`);
  await Promise.all([coordinate.said(logged(good, 'completed')), coordinate.said(logged(bad, 'failed'))]);
  // Everybody stumbles over a database that goes away.
  await database.close();
  const away = /"level":"warn".*"code":"unavailable"/;
  const asked = fetch(`${url}/v1/batches`, { headers: { authorization: `Bearer ${secrets.apiKey}` } });
  await Promise.all([coordinate.said(away), work.said(away), asked]);
  const ends = await Promise.all([serve, coordinate, work].map((program) => program.stop('SIGTERM')));
  const all = ends.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  const told = { ...secrets, password: new URL(database.url).password };
  for (const [name, secret] of Object.entries(told)) expect([name, all.includes(secret)]).toEqual([name, false]);
  const logs = ends.map(linesOf);
  for (const line of logs.flat()) {
    expect(line).toMatchObject({ msg: expect.any(String), component: expect.any(String) });
    expect(line.process).toMatch(/^(serve|coordinate|work)$/);
    expect(line.level).toMatch(/^(info|warn|error)$/);
    expect(Number.isNaN(Date.parse(line.time))).toBe(false);
  }
  const [served = [], coordinated = [], worked = []] = logs;
  const news = (lines: readonly Line[], batch: string) =>
    lines
      .filter((line) => line.component === 'batch' && line.batch_id === batch)
      .map(({ event, trace_id }) => [event, trace_id]);
  expect(news(served, good)).toEqual([['created', traceIdOf(good)]]);
  expect(news(coordinated, good)).toEqual([
    ['planned', traceIdOf(good)],
    ['completed', traceIdOf(good)],
  ]);
  expect(news(coordinated, bad)).toEqual([['failed', traceIdOf(bad)]]);
  expect(served).toContainEqual(expect.objectContaining({ level: 'error', component: 'api', code: 'unavailable' }));
  expect(served.find(({ level }) => level === 'error')?.request_id).toMatch(/^req_/);
  const troubles = worked.filter(({ level }) => level === 'warn');
  expect(new Set(troubles.map(({ worker }) => worker))).toEqual(new Set(['spot-1']));
});

it('a log is text for people unless it is asked for, and one that is neither is refused', async () => {
  const cwd = scratchFolder();
  const env = { SPILLWAY_DATABASE_URL: `postgres://ann:${secrets.password}@127.0.0.1:9/none` };
  const text = await runCommand(['coordinate'], { cwd, env });
  expect(text.stderr).toMatch(/^spillway coordinate: PostgreSQL cannot be reached/);
  expect(text.stderr).not.toContain(secrets.password);
  const json = linesOf(await runCommand(['coordinate', '--log-format', 'json'], { cwd, env }));
  expect(json.at(-1)).toMatchObject({ level: 'error', component: 'process', code: 'unavailable' });
  expect(JSON.stringify(json)).not.toContain(secrets.password);
  const odd = await runCommand(['coordinate', '--log-format', 'yaml'], { cwd, env });
  expect(odd).toMatchObject({ code: 1, stderr: expect.stringContaining('--log-format needs text or json') });
});
