import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallOptions, call as callAnywhere, hastyClock, objectsIn, type Said } from './called-command.ts';
import { writeRequests } from './request-lines.ts';
import { scratchFolder } from './scratch-folder.ts';
import { type ServerUnderTest, serverKey, startServer } from './server-under-test.ts';

const input = join(scratchFolder(), 'in.jsonl');
let server: ServerUnderTest;

/** Nothing works, so that batches wait. */
beforeAll(async () => {
  writeRequests(input, { count: 2 });
  server = await startServer({ speed: null });
});
afterAll(() => server[Symbol.asyncDispose]());

function call(args: readonly string[], options: CallOptions = {}): Promise<Said> {
  const env = { SPILLWAY_URL: server.url, SPILLWAY_API_KEY: serverKey };
  return callAnywhere(args, { clock: hastyClock, ...options, env });
}

async function submit(team: string): Promise<string> {
  return (await call(['submit', input, '--metadata', `team=${team}`])).stdout.trim();
}

async function isCancelled(id: string): Promise<boolean> {
  return (await server.spillway.batches.get({ id }))?.cancelRequestedAt !== null;
}

describe('bulk', () => {
  it('cancel says the exact number, and acts on a yes alone', async () => {
    const [red, blue] = [await submit('red'), await submit('blue')];
    const chosen = ['bulk', 'cancel', '--metadata', 'team=red'];
    const dry = await call([...chosen, '--dry-run']);
    expect([dry.code, dry.stdout]).toEqual([0, '1 of 1 batch would be cancelled\n']);
    const unasked = await call(chosen);
    expect([unasked.code, unasked.stdout]).toEqual([1, '']);
    expect(unasked.stderr).toContain('add --yes');
    const questions: string[] = [];
    const no = await call(chosen, { answer: (question) => questions.push(question) > 1 });
    expect([no.code, questions]).toEqual([1, ['Cancel 1 batch?']]);
    expect(objectsIn(await call(['bulk', 'ls', '--json']))).toEqual([]);
    expect(await isCancelled(red)).toBe(false);
    const yes = await call([...chosen, '--watch'], { answer: () => true });
    expect([yes.code, yes.stdout]).toEqual([
      0,
      expect.stringMatching(/^bulk_\w+\ncompleted {2}1 of 1 batch cancelled\n$/),
    ]);
    expect([await isCancelled(red), await isCancelled(blue)]).toEqual([true, false]);
  });

  it('show and ls tell how far an action is, as texts and for programs', async () => {
    await submit('green');
    const made = await call([
      'bulk',
      'retry',
      '--metadata',
      'team=green',
      '--yes',
      '--json',
      '--watch',
      '--within',
      '2h',
    ]);
    expect(made.code).toBe(0);
    const [created] = objectsIn(made);
    expect(created).toMatchObject({ event: 'bulk_created', action: 'retry', completion_window: '2h' });
    const id = String(created?.id);
    const shown = await call(['bulk', 'show', id]);
    expect(shown.stdout).toMatch(/^progress +0 of 1 batch retried, 1 skipped$/m);
    expect(shown.stdout).toMatch(/^ {2}running: Batch '\w+' has not ended\.$/m);
    expect(objectsIn(await call(['bulk', 'show', id, '--json', '--watch']))).toMatchObject([
      { event: 'bulk_ended', id, status: 'completed', counts: { matched: 1, skipped: 1 } },
    ]);
    for (const line of (await call(['bulk', 'ls'], { columns: 60 })).stdout.trimEnd().split('\n')) {
      expect(line.length).toBeLessThanOrEqual(60);
    }
    const aborted = await call(['bulk', 'abort', id]);
    expect([aborted.code, aborted.stdout]).toEqual([0, `${id}  completed  0 of 1 batch retried, 1 skipped\n`]);
    const unknown = await call(['bulk', 'show', 'bulk_none']);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('spillway bulk ls')]);
  });

  it('wants to be told which, and sends every word', async () => {
    for (const verb of ['cancel', 'retry', 'requeue', 'drop']) {
      const nothing = await call(['bulk', verb, '--yes']);
      expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('--all')]);
      expect((await call(['bulk', verb, '--all', '--model', 'm', '--yes'])).code).toBe(1);
    }
    const words = [
      ...['--status', 'in_progress,validating', '--priority', '1,5', '--user', 'ada', '--model', 'm', '--newer', '2h'],
      ...['--older', '1s', '--search', 'x', '--endpoint', '/v1/embeddings', '--input-file', 'file-1', 'batch_a'],
    ];
    const [told] = objectsIn(await call(['bulk', 'cancel', ...words, '--dry-run', '--json']));
    expect(told).toMatchObject({
      event: 'bulk_dry_run',
      filter: {
        ...{ ids: ['batch_a'], status: ['in_progress', 'validating'], priority: [1, 5], user: 'ada', model: 'm' },
        ...{ search: 'x', endpoint: '/v1/embeddings', input_file_id: 'file-1' },
        ...{ created_after: expect.any(Number), created_before: expect.any(Number) },
      },
      counts: { matched: 0 },
    });
    const [drop] = objectsIn(await call(['bulk', 'drop', '--code', 'timeout', '--dry-run', '--json']));
    expect(drop).toMatchObject({ action: 'drop_dead_letters', filter: { code: 'timeout' }, counts: { matched: 0 } });
    const [requeue] = objectsIn(await call(['bulk', 'requeue', '--all', '--dry-run', '--json']));
    expect(requeue).toMatchObject({ action: 'requeue_dead_letters', filter: { all: true } });
  });
});
