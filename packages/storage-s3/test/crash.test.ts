import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readBlob } from '@spillway/core/blob';
import { describe, expect, test } from 'vitest';
import { openHarness, partBytes } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

const storage = new URL('../src/index.ts', import.meta.url).href;

/** Puts without end, and says so when the second part begins. */
const program = `
  const { createS3Blobs } = await import(${JSON.stringify(storage)});
  const blobs = createS3Blobs(JSON.parse(process.argv[1]));
  await blobs.put('key', (async function* () {
    for (let part = 0; ; part += 1) {
      yield new Uint8Array(${partBytes});
      console.log(part);
    }
  })());
`;

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  test('a process that is killed in the middle of a put leaves the key as before, and a leftover that goes', async () => {
    await using harness = await openHarness(server());
    const { direct, options } = harness;
    await direct.put('key', Buffer.from('before'));
    const { clock: _, ...plain } = { ...options, endpoint: server().endpoint };
    const node = ['--conditions=@spillway/source', '--input-type=module', '--eval', program, JSON.stringify(plain)];
    const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const text of child.stdout) if (String(text).includes('3')) break;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect((await readBlob(direct, 'key')).toString()).toBe('before');
    expect(await harness.leftovers()).toHaveLength(1);
    expect(await direct.removeLeftovers({ olderThanMs: -60_000 })).toBe(1);
    expect(await harness.leftovers()).toEqual([]);
  });
});
