import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
    expect(lines[0]).toMatch(/^POLICY +COST +ABOVE OPTIMUM +LATE +USED +FAIRNESS$/);
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

  it.each([
    [['--trace', 'absent.json'], 'absent.json is no trace'],
    [['--zone', 'nowhere'], 'the trace has no zone nowhere'],
    [['--policy', 'best'], '--policy needs one or more of paced-burst'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});
