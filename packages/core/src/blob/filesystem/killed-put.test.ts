import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { freshFolder } from '../../../test/fresh-folder.ts';
import { readBlob } from '../index.ts';
import { createFilesystemBlobs } from './index.ts';

const filesystem = new URL('./index.ts', import.meta.url).href;

/** A process that runs `body` with `blobs` on the root. */
function startWriter(root: string, body: string): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const program = `
    import { createFilesystemBlobs } from ${JSON.stringify(filesystem)};
    const blobs = await createFilesystemBlobs({ root: ${JSON.stringify(root)} });
    ${body}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

test('a process killed in the middle of a put leaves no blob, and the next start removes what it wrote', async () => {
  const root = await freshFolder();
  const child = startWriter(
    root,
    `
    async function* endless() {
      for (;;) {
        yield Buffer.alloc(300_000);
        console.log('wrote');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    await blobs.put('segments/torn', endless());
  `,
  );
  await once(createInterface(child.stdout), 'line');
  await kill(child);
  expect(await readdir(join(root, '.tmp'))).toHaveLength(1);
  const blobs = await createFilesystemBlobs({ root });
  expect(await readdir(join(root, '.tmp'))).toEqual([]);
  expect(await blobs.list({ prefix: '', limit: 10 })).toEqual({ blobs: [], hasMore: false });
});

test('blobs of a process that is killed among many puts are whole, and every acknowledged one is there', async () => {
  const root = await freshFolder();
  const child = startWriter(
    root,
    `
    let next = 0;
    const write = async () => {
      for (;;) {
        const number = next++;
        await blobs.put('segments/b1/' + number, Buffer.alloc(200_000, String(number % 10)));
        console.log(number);
      }
    };
    await Promise.all([write(), write(), write(), write()]);
  `,
  );
  const acknowledged: number[] = [];
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(Number(line));
    if (acknowledged.length === 100) await kill(child);
  }
  const blobs = await createFilesystemBlobs({ root });
  const page = await blobs.list({ prefix: 'segments/b1/', limit: 10_000 });
  const found = page.blobs.map(({ key }) => Number(key.slice('segments/b1/'.length)));
  expect(found).toEqual(expect.arrayContaining(acknowledged));
  for (const number of found) {
    const whole = Buffer.alloc(200_000, String(number % 10));
    expect((await readBlob(blobs, `segments/b1/${number}`)).equals(whole)).toBe(true);
  }
});
