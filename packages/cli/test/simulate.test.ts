import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './scratch-folder.ts';
import { startCommand } from './started-program.ts';

const cwd = scratchFolder();
const run = (...args: readonly string[]) => startCommand(['simulate', ...args], { cwd }).ended;

/** Two zones of half an hour a tick, of which the second never has anything. */
const trace = {
  metadata: { requested: 2, gapSeconds: 1_800 },
  availability: { good: [2, 2, null, 1, 0, 2, 2, 2], bad: [0, 0, 0, 0, 0, 0, 0, 0] },
};
const oneBatch = ['--work', '2', '--window', '3h', '--runs', '2'];

describe('spillway simulate', () => {
  it('compares policies on a trace of its own, without one', async () => {
    const { code, stdout } = await run('--runs', '1');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^POLICY +COST +ABOVE OPTIMUM +LATE +REFUSED +USED +FAIRNESS$/);
    expect(lines[1]).toMatch(/^optimum +0\.\d{4}$/);
    expect(lines[2]).toMatch(/^paced-burst +0\.\d{4} +\+\d+\.\d % +0 of 13 /);
    expect(lines.at(-1)).toMatch(/^dedicated-only +1\.\d{4} /);
  });

  it('reads a trace from a file, and tells programs the same', async () => {
    await writeFile(join(cwd, 'trace.json'), JSON.stringify(trace));
    const { stdout } = await run('--trace', 'trace.json', '--policy', 'late-burst', '--json', ...oneBatch);
    expect(JSON.parse(stdout)).toMatchObject({ event: 'policy', policy: 'late-burst', batches: 4, late: 0 });
    const published = { metadata: { gap_seconds: 1_800 }, data: trace.availability.good.map((count) => count ?? 2) };
    await writeFile(join(cwd, 'good.json'), JSON.stringify(published));
    const alone = ['--policy', 'spot-only', '--json', ...oneBatch];
    const own = await run('--trace', 'trace.json', '--zone', 'good', ...alone);
    expect((await run('--trace', 'good.json', ...alone)).stdout).toBe(own.stdout);
  });

  it('draws the first run', async () => {
    expect(await run('--runs', '1', '--policy', 'paced-burst', '--picture', 'run.svg')).toMatchObject({ code: 0 });
    expect(await readFile(join(cwd, 'run.svg'), 'utf8')).toMatch(/^<svg [^>]*>[\s\S]*paced-burst[\s\S]*<\/svg>\n$/u);
  });

  it('takes the batches of a file, with prices by zone', async () => {
    await writeFile(join(cwd, 'trace.json'), JSON.stringify(trace));
    const batch = { arrivesHours: 0, windowHours: 3, workHours: 1, tenant: 'acme' };
    const batches = [batch, { ...batch, arrivesHours: 0.5, tenant: 'zoo', priority: 10 }, { ...batch, workHours: 900 }];
    await writeFile(join(cwd, 'batches.ndjson'), batches.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const common = ['--trace', 'trace.json', '--zone', 'good', '--batches', 'batches.ndjson', '--json'];
    const { stdout } = await run(...common, '--policy', 'paced-burst', '--dedicated-price', '4', '--loss', '1m');
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ batches: 2, late: 0, refused: 1 });
    expect(told.fairness.tenants.map(({ tenant }: { tenant: string }) => tenant)).toEqual(['acme', 'zoo']);
    const dear = await run(...common, '--policy', 'paced-burst', '--dedicated-price', '4', '--spot-price', 'good=3');
    expect(JSON.parse(dear.stdout).cost).toBeGreaterThan(told.cost);
  });

  it('decides again what a live fleet decided, and shows what another policy would', async () => {
    const lines: string[] = [];
    const enough = Promise.withResolvers<void>();
    const spillway = await createSpillway({
      store: createMemoryStore(),
      blobs: createMemoryBlobs(),
      coordinate: true,
      onFleetDecision: (record) => {
        lines.push(JSON.stringify(record));
        enough.resolve();
      },
    });
    const body = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };
    const line = { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body };
    const source = Buffer.from(`${JSON.stringify(line)}\n`);
    const { id: inputFileId } = await spillway.files.upload({ filename: 'input.jsonl', source });
    await spillway.batches.create({ inputFileId, endpoint: '/v1/chat/completions', window: '1h' });
    await enough.promise;
    await spillway[Symbol.asyncDispose]();
    await writeFile(join(cwd, 'fleet.ndjson'), lines.map((text) => `${text}\n`).join(''));
    const same = await run('--replay', 'fleet.ndjson');
    expect([same.code, same.stdout]).toEqual([
      0,
      `paced-burst decides the same again: ${lines.length} decisions about m.\n`,
    ]);
    const other = await run('--replay', 'fleet.ndjson', '--policy', 'spot-only');
    expect(other.stdout).toMatch(
      /^spot-only decides 1 of 1 decisions about m otherwise:\nAT +MODEL +DECIDED +WOULD DECIDE\n/,
    );
    expect(other.stdout).toContain('spot 1, dedicated 1 (1 opens)');
    const told = JSON.parse((await run('--replay', 'fleet.ndjson', '--json')).stdout);
    expect(told).toEqual({
      event: 'replay',
      policy: 'paced-burst',
      decisions: 1,
      models: ['m'],
      resumed: 1,
      differences: 0,
    });
  });

  it.each([
    { version: 1, snapshot: null, decision: null },
    { version: 1, policy: { name: 'paced-burst', options: {} }, snapshot: {}, decision: {} },
    {
      version: 1,
      policy: { name: 'paced-burst', options: {} },
      snapshot: { asOf: 1, model: 'm', pools: [{}], lanes: { x: [] }, workers: [{}], memory: { version: 1 } },
      decision: { pools: [] },
    },
  ])('says that %j is no decision of a fleet', async (record) => {
    await writeFile(join(cwd, 'no-record.ndjson'), JSON.stringify(record));
    const { code, stderr } = await run('--replay', 'no-record.ndjson');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/it lacks a part|cannot be decided again/)]);
    expect(stderr).not.toContain('bug');
  });

  it('decides again by each policy that decided, when a fleet was given another', async () => {
    const [record] = (await readFile(join(cwd, 'fleet.ndjson'), 'utf8')).split('\n');
    const other = { ...JSON.parse(record ?? ''), policy: { name: 'spot-only', options: {} } };
    await writeFile(join(cwd, 'two.ndjson'), `${record}\n${JSON.stringify(other)}\n`);
    const { stdout } = await run('--replay', 'two.ndjson');
    expect(stdout).toMatch(/^paced-burst decides the same again: 1 decisions .*\nspot-only decides 1 of 1 decisions /);
  });

  it.each([
    [['--replay', 'absent.ndjson'], 'absent.ndjson is no record of a decision'],
    [['--replay', 'fleet.ndjson', '--trace', 'absent.json'], '--trace has no place beside --replay'],
    [['--batches', 'absent.ndjson'], 'absent.ndjson holds no batches'],
    [['--window', '1ms'], 'is shorter than a tick of the trace'],
    [['--spot-price', 'a'], '--spot-price needs a zone and its price'],
    [['--trace', 'absent.json'], 'absent.json is no trace'],
    [['--zone', 'nowhere'], 'the trace has no zone nowhere'],
    [['--policy', 'best'], '--policy needs one or more of paced-burst'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});
