import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../../../test/fresh-folder.ts';
import { systemClock } from '../../clock.ts';
import { systemRandomness } from '../../randomness.ts';
import { FolderSync } from './folder-sync.ts';
import { putBlob } from './put-blob.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const canTrace = spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0;

describe('a put is durable when it resolves', () => {
  test('it waits for the sync of its folder and of those above, which begin when the blob has its name', async () => {
    const root = await freshFolder();
    const temporary = await TemporaryFolder.open(root, systemClock, systemRandomness);
    const synced: [string, boolean][] = [];
    const held = Promise.withResolvers<void>();
    const names = new FolderSync(root, async (folder) => {
      const named = existsSync(join(root, 'a/b/key'));
      await held.promise;
      synced.push([folder.slice(root.length), named]);
    });
    const put = putBlob({ root, temporary, names, fsync: true }, 'a/b/key', Buffer.from('x'));
    setImmediate(held.resolve);
    await put;
    expect(synced.sort()).toEqual([
      ['', true],
      ['/a', true],
      ['/a/b', true],
    ]);
  });

  if (!canTrace) console.warn('Skipped: the order of system calls of a put needs strace.');

  test.skipIf(!canTrace)('the bytes are synced before they get their name, and the name after', async () => {
    const root = await freshFolder();
    await mkdir(join(root, 'a'));
    const trace = join(root, 'trace');
    const filesystem = new URL('./index.ts', import.meta.url).href;
    const program = `
      import { createFilesystemBlobs } from ${JSON.stringify(filesystem)};
      const blobs = await createFilesystemBlobs({ root: ${JSON.stringify(root)} });
      await blobs.put('a/bytes', Buffer.from('x'));
      await blobs.put('a/stream', (async function* () { yield Buffer.from('x'); })());
    `;
    const calls = ['write', 'writev', 'pwritev', 'fdatasync', 'rename', 'fsync'];
    const node = [process.execPath, '--input-type=module', '--eval', program];
    execFileSync('strace', ['-f', '-y', '-o', trace, '-e', `trace=${calls.join(',')}`, ...node], { stdio: 'ignore' });
    const putCalls = ['write', 'fdatasync', 'rename', 'fsync'];
    expect(callsOn(trace, root).slice(-8)).toEqual([...putCalls, ...putCalls]);
  });
});

/** Names of the traced calls on files below the root, in the order in which they began; vectored writes as writes. */
function callsOn(trace: string, root: string): readonly string[] {
  const lines = readFileSync(trace, 'utf8').split('\n');
  const begun = lines.filter((line) => line.includes(`${root}/`) && !line.includes('resumed>'));
  return begun.map((line) => (/^\d+ +(\w+)\(/.exec(line)?.[1] ?? line).replace(/^p?writev$/, 'write'));
}
