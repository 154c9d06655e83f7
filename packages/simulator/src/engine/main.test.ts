import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const main = new URL('./main.ts', import.meta.url).pathname;

let folder: string;
let running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-engine-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  await rm(folder, { recursive: true });
});

function run(...flags: string[]): ChildProcess & { readonly output: () => string } {
  const child = spawn(process.execPath, ['--conditions=@spillway/source', main, ...flags], { stdio: 'pipe' });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return Object.assign(child, { output: () => output });
}

async function start(...flags: string[]): Promise<{ url: string; child: ReturnType<typeof run> }> {
  const child = run('--port', '0', ...flags);
  await expect.poll(child.output).toMatch(/^spillway-engine ready on http:\S+\n/);
  return { child, url: child.output().trim().split(' ').at(-1) ?? '' };
}

const exitOf = async (child: ChildProcess): Promise<unknown[]> =>
  child.exitCode === null && child.signalCode === null ? once(child, 'close') : [child.exitCode, child.signalCode];

const complete = (url: string, body: string): Promise<Response> =>
  fetch(`${url}/v1/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

test('the command serves, logs each body as a line, and exits 0 on SIGTERM', async () => {
  const log = join(folder, 'bodies');
  const { child, url } = await start('--models', 'a,b', '--speed', 'inf', '--log-bodies', log);
  const bodies = ['{"model":"b","prompt":"one line"}', '{"model":"b",\n"prompt":"two lines"}'];
  for (const body of bodies) expect((await complete(url, body)).status).toBe(200);
  const [raw, encoded, end] = (await readFile(log, 'utf8')).split('\n');
  expect([raw, Buffer.from(encoded ?? '', 'base64').toString(), end]).toEqual([...bodies, '']);
  child.kill('SIGTERM');
  expect(await exitOf(child)).toEqual([0, null]);
});

test('SIGTERM resets what is in flight', async () => {
  const { child, url } = await start('--decode-rate', '0.01');
  const answer = expect(complete(url, '{"prompt":"slow"}')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  await expect.poll(async () => ((await (await fetch(`${url}/stats`)).json()) as { running: number }).running).toBe(1);
  child.kill('SIGTERM');
  await answer;
  expect(await exitOf(child)).toEqual([0, null]);
});

test('a crash ends the process with 1', async () => {
  const { child, url } = await start('--speed', 'inf', '--faults', 'poison=BOOM');
  await expect(complete(url, '{"prompt":"BOOM"}')).rejects.toThrow('fetch failed');
  expect(await exitOf(child)).toEqual([1, null]);
});

test.each([
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--port', 'web'], '--port needs a number, not "web"'],
  [['--port', '99999'], '"port" must be a whole number from 0 to 65535'],
  [['--faults', 'hang'], 'fault "hang" needs a value'],
  [['--completion-tokens', '5'], '--completion-tokens needs a range'],
  [['extra'], "Unexpected argument 'extra'"],
])('bad flags %j exit 2 and say what is wrong', async (flags, problem) => {
  const child = run(...flags);
  expect(await exitOf(child)).toEqual([2, null]);
  expect(child.output()).toContain(problem);
  expect(child.output()).toContain('--help');
});

test('--help names every flag and exits 0', async () => {
  const child = run('--help');
  expect(await exitOf(child)).toEqual([0, null]);
  for (const flag of ['--port', '--models', '--faults', '--max-num-seqs']) expect(child.output()).toContain(flag);
});
