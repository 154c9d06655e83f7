import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine } from '@spillway/simulator';
import type { EmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWhole, positionsIn, readProduced, requestLines, writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { runCommand } from './started-program.ts';
import { warmDatabase } from './warm-database.ts';

const cwd = scratchFolder();
let database: EmbeddedPostgres;

beforeAll(async () => {
  database = await warmDatabase(join(cwd, '.spillway'));
});
afterAll(() => database.close());

function run(input: string, output: string, ...flags: string[]) {
  return runCommand(['run', input, '-o', output, ...flags], { cwd });
}

describe('spillway run', () => {
  it('answers every request, in input order, and exits 0', async () => {
    writeRequests(join(cwd, 'all.jsonl'), { count: 300 });
    const { code, stdout } = await run('all.jsonl', 'all.out.jsonl', '--simulate', '--speed', 'inf');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('300 requests answered, 0 failed'),
    });
    expect(positionsIn(join(cwd, 'all.out.jsonl'))).toEqual(Array.from({ length: 300 }, (_, position) => position));
    expect(readFileSync(join(cwd, 'all.out.errors.jsonl'), 'utf8')).toBe('');
  });

  it('a run that is done is not run again: its files are written again', async () => {
    writeFileSync(join(cwd, 'all.out.jsonl'), 'spoilt');
    const { code, stdout } = await run('all.jsonl', 'all.out.jsonl', '--simulate', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ event: 'finished', status: 'completed', succeeded: 300, tokens: 0 });
    expect(positionsIn(join(cwd, 'all.out.jsonl'))).toHaveLength(300);
  });

  it('exits 2 when some requests fail, and the errors file says why', async () => {
    const refused = (position: number) => (position % 10 === 3 ? { temperature: -1 } : {});
    writeRequests(join(cwd, 'some.jsonl'), { count: 50, body: refused });
    const { code, stdout } = await run(
      'some.jsonl',
      'some.out.jsonl',
      '--simulate',
      '--speed',
      'inf',
      '--errors',
      'bad.jsonl',
    );
    expect({ code, stdout }).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('45 requests answered, 5 failed'),
    });
    expect(readProduced(join(cwd, 'bad.jsonl')).map(({ custom_id: id }) => id)).toEqual([
      'r3',
      'r13',
      'r23',
      'r33',
      'r43',
    ]);
    expect(isWhole(positionsIn(join(cwd, 'some.out.jsonl')), positionsIn(join(cwd, 'bad.jsonl')), 50)).toBe(true);
  });

  it('an input that does not validate exits 1 with file, line, field and code, and writes nothing', async () => {
    const good = requestLines({ count: 2 }).trim().split('\n');
    writeFileSync(join(cwd, 'bad.in.jsonl'), [good[0], '{"custom_id":', good[0]].join('\n'));
    const { code, stdout, stderr } = await run('bad.in.jsonl', 'never.jsonl', '--simulate');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^bad\.in\.jsonl:2: invalid_json_line: /m);
    expect(stdout).toMatch(/^bad\.in\.jsonl:3: custom_id: duplicate_custom_id: /m);
    expect(stderr).toContain('2 problems; nothing was run');
    expect(readdirSync(cwd).filter((name) => name.includes('never'))).toEqual([]);
  });

  it('too many requests are refused with the flag that allows them, and then accepted with it', async () => {
    writeRequests(join(cwd, 'many.jsonl'), { count: 30 });
    const refused = await run('many.jsonl', 'many.out.jsonl', '--simulate', '--max-requests', '20');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--max-requests') });
    const accepted = await run('many.jsonl', 'many.out.jsonl', '--simulate', '--speed', 'inf', '--max-requests', '30');
    expect(accepted.code).toBe(0);
  });

  it('the endpoint is that of the first line, and the engine sees its key', async () => {
    await using engine = await startEngine({
      models: ['embedder'],
      speed: Number.POSITIVE_INFINITY,
      apiKey: 'engine-secret',
    });
    const lines = [0, 1, 2].map((position) => {
      const body = { model: 'embedder', input: `text ${position}` };
      return JSON.stringify({ custom_id: `r${position}`, method: 'POST', url: '/v1/embeddings', body });
    });
    writeFileSync(join(cwd, 'embed.jsonl'), lines.join('\n'));
    const { code } = await run(
      'embed.jsonl',
      'embed.out.jsonl',
      '--engine',
      engine.url,
      '--engine-key',
      'engine-secret',
    );
    expect({ code, received: engine.stats().received }).toEqual({ code: 0, received: 3 });
  });

  it('engines that refuse, break, hang and send garbage are asked again until they answer', async () => {
    const faults = { status429: 0.04, status503: 0.04, status500: 0.04, hang: 0.02, reset: 0.03, truncate: 0.03 };
    await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, faults: { ...faults, garbage: 0.03 } });
    writeRequests(join(cwd, 'faults.jsonl'), { count: 200 });
    // Long enough for whatever does not hang, also where all is slow.
    const flags = ['--engine', engine.url, '--request-timeout', '6s', '--max-attempts', '9'];
    const { code, stdout } = await run('faults.jsonl', 'faults.out.jsonl', ...flags);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('200 requests answered') });
    expect(engine.stats().repeats).toBeGreaterThan(0);
  });

  it('a model that no engine serves is named at once', async () => {
    await using engine = await startEngine({ models: ['small'] });
    writeRequests(join(cwd, 'large.jsonl'), { count: 3, model: 'large' });
    const { code, stderr } = await run('large.jsonl', 'large.out.jsonl', '--engine', engine.url);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('No engine serves "large"') });
    expect(stderr).toContain('They serve "small"');
  });

  it('an engine that does not answer ends the run after the time allowed, and a later call goes on', async () => {
    await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY });
    await engine.crash();
    writeRequests(join(cwd, 'later.jsonl'), { count: 5 });
    const flags = ['later.jsonl', 'later.out.jsonl', '--engine', engine.url] as const;
    const { code, stderr } = await run(...flags, '--engine-wait', '200ms');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('No engine takes work') });
    expect(existsSync(join(cwd, 'later.out.jsonl'))).toBe(false);
    await engine.restart();
    expect((await run(...flags)).code).toBe(0);
  });
});
