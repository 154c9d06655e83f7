import { join } from 'node:path';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { startEngine } from '@spillway/simulator';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './scratch-folder.ts';
import { runCommand, startCommand } from './started-program.ts';

const cwd = scratchFolder();

interface Finding {
  readonly event: string;
  readonly check: string;
  readonly state: string;
  readonly text: string;
  readonly fix?: string;
}

async function examine(
  ...flags: string[]
): Promise<{ code: number | null; states: Record<string, string>; findings: Finding[] }> {
  const { code, stdout } = await runCommand(['doctor', '--json', ...flags], { cwd });
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding);
  const findings = events.filter(({ event }) => event === 'finding');
  return { code, findings, states: Object.fromEntries(findings.map(({ check, state }) => [check, state])) };
}

describe('spillway doctor', () => {
  it('finds nothing to mend where all is well, and warns of migrations that are to come', async () => {
    await using engine = await startEngine({ models: ['small'] });
    const { code, states, findings } = await examine('--engine', engine.url);
    const well = { node: 'ok', disk: 'ok', database: 'ok', storage: 'ok', engine: 'ok' };
    expect({ code, states }).toEqual({ code: 0, states: { ...well, migrations: 'warn' } });
    expect(findings.find(({ check }) => check === 'engine')?.text).toContain('serves small');
  });

  it('names what is broken, with what to do about it, and exits 1', async () => {
    await using engine = await startEngine({ apiKey: 'engine-secret' });
    const { code, findings } = await examine('--database-url', 'postgres://127.0.0.1:9/x', '--engine', engine.url);
    const broken = findings.filter(({ state }) => state === 'fail');
    expect({ code, broken: broken.map(({ check }) => check) }).toEqual({ code: 1, broken: ['database', 'engine'] });
    expect(broken.map(({ fix }) => fix)).toEqual([
      expect.stringContaining('server'),
      expect.stringContaining('--engine-key'),
    ]);
  });

  it('sees that a database and a blob folder belong to different installations', async () => {
    await using postgres = await startEmbeddedPostgres({ dataDir: join(cwd, '.spillway', 'postgres'), durable: false });
    const own = ['--database-url', postgres.url, '--blobs', 'file:own'];
    // Whatever runs on them first ties the two together.
    await using coordinate = startCommand(['coordinate', ...own], { cwd });
    await coordinate.said(/ready/);
    expect(await examine(...own)).toMatchObject({ code: 0, states: { storage: 'ok', migrations: 'ok', clock: 'ok' } });
    await using foreign = await createFilesystemBlobs({ root: join(cwd, 'foreign') });
    await foreign.put('storage-id', Buffer.from('of another installation'));
    const { code, findings } = await examine('--database-url', postgres.url, '--blobs', 'file:foreign');
    expect({ code, storage: findings.find(({ check }) => check === 'storage') }).toMatchObject({
      code: 1,
      storage: { state: 'fail', fix: expect.stringContaining('same installation') },
    });
  });
});
