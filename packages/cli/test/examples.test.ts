import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Engine, startEngine } from '@spillway/simulator';
import type { EmbeddedPostgres } from '@spillway/store-postgres/embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from './api-client.ts';
import { isWhole, readProduced, requestLines } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { StartedProgram } from './started-program.ts';
import { warmDatabase } from './warm-database.ts';

const cwd = scratchFolder();
let engine: Engine;
let database: EmbeddedPostgres;

beforeAll(async () => {
  engine = await startEngine({ speed: 10 });
  database = await warmDatabase(cwd);
});
afterAll(() => Promise.all([engine.close(), database.close()]));

function start(example: string, env: Readonly<Record<string, string>>): StartedProgram {
  const main = fileURLToPath(new URL(`../../../examples/${example}/main.ts`, import.meta.url));
  return new StartedProgram(main, [], { cwd, env });
}

describe('examples', () => {
  it('embed-in-an-app answers over HTTP, each text once', async () => {
    await using app = start('embed-in-an-app', { ENGINE_URL: engine.url, PORT: '0' });
    const [, port] = await app.said(/port: (\d+)/);
    const texts = Array.from({ length: 40 }, (_, position) => `Das ist Satz ${position}.`);
    const answer = await fetch(`http://127.0.0.1:${port}/languages`, {
      method: 'POST',
      body: JSON.stringify({ texts }),
    });
    const lines = (await answer.text()).trim().split('\n');
    const results = lines.map((line) => JSON.parse(line) as { text: string; outcome: string; answer: string });
    expect(results.map(({ text }) => text).sort()).toEqual(texts.toSorted());
    expect(results.every(({ outcome, answer }) => outcome === 'succeeded' && answer.length > 0)).toBe(true);
    expect(await app.stop('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('api-server, spot-worker and dedicated-worker are a deployment, and drain on SIGTERM', async () => {
    const env = {
      SPILLWAY_DATABASE_URL: database.url,
      SPILLWAY_BLOBS_DIR: join(cwd, 'blobs'),
      SPILLWAY_ENGINE_URL: engine.url,
      SPILLWAY_API_KEY: 'a-key-that-nobody-guesses',
      SPILLWAY_HOST: '127.0.0.1',
      SPILLWAY_PORT: '0',
    };
    await using api = start('api-server', env);
    const [, url = ''] = await api.said(/ready on (\S+)/);
    await using spot = start('spot-worker', env);
    await using dedicated = start('dedicated-worker', env);
    await Promise.all([spot.said(/ready/), dedicated.said(/ready/)]);
    const client = new ApiClient(url, env.SPILLWAY_API_KEY);
    const batch = await client.submit(requestLines({ count: 300 }));
    const done = await client.until(batch, ({ status }) => status === 'completed');
    expect(isWhole(await client.positions(done.output_file_id), [], 300)).toBe(true);
    const ends = await Promise.all([api, spot, dedicated].map((pod) => pod.stop('SIGTERM')));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  it('the quickstart answers its prompts but for the nonsense among them, and exits 0', async () => {
    const prompts = fileURLToPath(new URL('../../../examples/quickstart/prompts.jsonl', import.meta.url));
    const count = readFileSync(prompts, 'utf8').trim().split('\n').length;
    const { code, stdout } = await start('quickstart', { SPILLWAY_DATA_DIR: 'data' }).ended;
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`of ${count} prompts answered, 10 failed`),
    });
    expect(readProduced(join(cwd, 'data/quickstart/output.jsonl'))).toHaveLength(count - 10);
    expect(readProduced(join(cwd, 'data/quickstart/errors.jsonl'))).toHaveLength(10);
  });
});
