import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandomness } from '@spillway/core';
import { afterAll, expect, it } from 'vitest';
import { ApiClient } from './api-client.ts';
import { uploadFile } from './upload-file.ts';
import { uploadName } from './upload-name.ts';

const folder = mkdtempSync(join(tmpdir(), 'spillway-upload-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a large file goes out in constant memory, with its length told before', async () => {
  const path = join(folder, 'large.jsonl');
  writeFileSync(path, '');
  truncateSync(path, 200e6);
  let told = 0;
  let received = 0;
  let held = 0;
  const server = createServer((incoming, outgoing) => {
    told = Number(incoming.headers['content-length']);
    incoming.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    incoming.on('end', () => {
      held = process.memoryUsage().arrayBuffers;
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"file-1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const address = { url, assumed: false, key: undefined, keyFrom: 'none', keyPath: '' } as const;
  const { signal } = new AbortController();
  const api = new ApiClient({ address, signal, clock: systemClock, randomness: systemRandomness });
  const whole = { api, randomness: systemRandomness, path, purpose: 'batch', largeBytes: Number.POSITIVE_INFINITY };
  expect(await uploadFile(whole)).toEqual({ id: 'file-1' });
  expect([received, told]).toEqual([told, expect.any(Number)]);
  expect(received).toBeGreaterThan(200e6);
  expect(held).toBeLessThan(100e6);
  server.closeAllConnections();
  server.close();
});

it('an input of a batch is said to be JSONL, whatever it is called', () => {
  expect([uploadName('/a/in.JSONL'), uploadName('in.txt'), uploadName('in.bin', 'user_data')]).toEqual([
    'in.JSONL',
    'in.txt.jsonl',
    'in.bin',
  ]);
});
