import { createVllmExecutor } from '@spillway/executor-vllm';
import { describe, expect, it } from 'vitest';
import { execute, until } from './executions.ts';
import { json, models, ScriptedServer } from './scripted-server.ts';

const MIB = 1024 ** 2;
const path = '/v1/chat/completions';

/** Sends spaces for as long as somebody takes them, and counts what it could send. */
function endless(sent: { bytes: number; closed: boolean }, headers: Readonly<Record<string, string>> = {}) {
  return (response: import('node:http').ServerResponse): void => {
    response.on('close', () => {
      sent.closed = true;
    });
    response.writeHead(200, headers);
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const more = (): void => {
      while (!response.destroyed && sent.bytes < 400 * MIB) {
        sent.bytes += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', more);
      }
    };
    more();
  };
}

async function refusing(headers: Readonly<Record<string, string>>): Promise<{ bytes: number; closed: boolean }> {
  const sent = { bytes: 0, closed: false };
  await using server = await ScriptedServer.start({
    '/health': json(200, {}),
    '/v1/models': models('spillway-sim'),
    [path]: endless(sent, headers),
  });
  await using executor = createVllmExecutor({ engines: [server.url] });
  await executor.ready();
  expect(await execute(executor)).toMatchObject({ kind: 'failed', reason: 'too_large', statusCode: 200 });
  await until(() => sent.closed);
  return sent;
}

describe('an answer beyond 64 MiB', () => {
  it('is cut off at the bound, with its connection', async () => {
    const sent = await refusing({});
    expect(sent.bytes).toBeGreaterThan(64 * MIB);
    // What the kernel had already taken comes on top.
    expect(sent.bytes).toBeLessThan(80 * MIB);
  });

  it('is not even begun when its length is announced', async () => {
    const sent = await refusing({ 'content-length': String(65 * MIB) });
    expect(sent.bytes).toBeLessThan(16 * MIB);
  });
});
