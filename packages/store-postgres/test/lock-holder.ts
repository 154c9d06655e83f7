/**
 * Adds to a number in a file under the folder lock, for tests. Arguments: folder, file, times. With `hold` as the
 * third it takes the lock, prints a line and keeps it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { systemClock } from '@spillway/core/clock';
// biome-ignore lint/style/noRestrictedImports: this is a part of folder-lock.test.ts that must be a process of its own.
import { withFolderLock } from '../src/embedded/folder-lock.ts';

const [dir = '', file = '', times = ''] = process.argv.slice(2);

async function addOne(): Promise<void> {
  const before = Number(readFileSync(file, 'utf8'));
  await new Promise((resolve) => setImmediate(resolve));
  writeFileSync(file, String(before + 1));
}

async function hold(): Promise<void> {
  console.log('held');
  for await (const _ of process.stdin);
}

if (times === 'hold') await withFolderLock(dir, { clock: systemClock }, hold);
else for (let i = 0; i < Number(times); i += 1) await withFolderLock(dir, { clock: systemClock }, addOne);
