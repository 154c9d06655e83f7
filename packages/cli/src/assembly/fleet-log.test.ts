import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FleetRecord, systemClock } from '@spillway/core';
import { expect, it } from 'vitest';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { createOutput } from '../terminal/output.ts';
import { openFleetLog } from './fleet-log.ts';
import { ReleaseStack } from './release-stack.ts';

const folder = scratchFolder();
const quiet = { write: () => true };
const output = createOutput({ stdout: quiet, stderr: quiet, json: false });
const open = (path: string | undefined, stack: ReleaseStack) =>
  openFleetLog({ flags: { 'fleet-log': path }, stack, output, clock: systemClock });

it('appends a line for each decision, in their order, all of them before it is closed', async () => {
  const path = join(folder, 'fleet.ndjson');
  await writeFile(path, '{"version":1}\n');
  const record = (asOf: number) => ({ version: 1, snapshot: { asOf } }) as FleetRecord;
  {
    await using stack = new ReleaseStack();
    const { onFleetDecision } = await open(path, stack);
    for (let asOf = 0; asOf < 50; asOf++) onFleetDecision?.(record(asOf));
  }
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.slice(1)).toEqual(Array.from({ length: 50 }, (_, asOf) => JSON.stringify(record(asOf))));
});

it('is nothing without a file, and refuses one that cannot be written', async () => {
  await using stack = new ReleaseStack();
  expect(await open(undefined, stack)).toEqual({});
  await expect(open(join(folder, 'absent', 'fleet.ndjson'), stack)).rejects.toThrow('cannot be written');
});
