import { describe, expect, test } from 'vitest';
import { type Installation, install } from '../loops/installation.ts';
import { answered, type Script } from '../loops/scripted-executor.ts';
import { type StartedWorker, startWorker, stopWorker } from '../loops/started-worker.ts';
import { echo, outputOf, type Repeats, submitRepeats } from './repeats.ts';

/** Answers with the number of the execution: who has the same number has the same answer. */
const numbered: Script = ({ nth }) => ({ ...answered, body: Buffer.from(JSON.stringify({ nth })) });

interface Scene {
  readonly installation: Installation;
  readonly worker: StartedWorker;
  /** Runs a batch to its end; answers which executions its requests were answered by. */
  run(order: Partial<Repeats>): Promise<readonly unknown[]>;
}

async function within(options: Parameters<typeof install>[0], scene: (scene: Scene) => Promise<void>): Promise<void> {
  await using installation = await install(options);
  const worker = startWorker(installation, numbered);
  const run: Scene['run'] = async (order) => {
    const batch = await submitRepeats(installation.spillway, { prompts: ['p', 'p', 'q'], ...order });
    const { output } = await installation.results(batch);
    return output.map(({ response }) => (response?.body as { nth: number } | undefined)?.nth);
  };
  await scene({ installation, worker, run });
  await stopWorker(installation, worker);
}

test('no tenant is answered by what another was answered', () =>
  within({}, async ({ run, worker }) => {
    expect(await run({ tenant: 'ada' })).toEqual([1, 1, 1]);
    expect(await run({ tenant: 'bob' })).toEqual([2, 2, 2]);
    expect(await run({ tenant: 'ada' })).toEqual([1, 1, 1]);
    expect(worker.executor.started).toHaveLength(4);
  }));

test('with the scope global tenants share answers, and do not learn whose they are', () =>
  within({ spillway: { deduplication: { scope: 'global' } } }, async ({ run, installation, worker }) => {
    await run({ tenant: 'ada' });
    expect(await run({ tenant: 'bob' })).toEqual([1, 1, 1]);
    expect(worker.executor.started).toHaveLength(2);
    const { batches } = installation.spillway;
    const [batch] = (await batches.list({ tenant: 'bob' })).batches;
    const page = await batches.requests({ tenant: 'bob', id: batch?.id ?? '' });
    expect(page?.requests.map(({ duplicateOf }) => duplicateOf)).toEqual(['elsewhere', 'elsewhere', 'elsewhere']);
    const [text] = (await outputOf(installation.spillway, batch as NonNullable<typeof batch>)).map((line) =>
      JSON.stringify(line),
    );
    const [theirs] = (await batches.list({ tenant: 'ada' })).batches;
    expect(text).not.toContain(theirs?.id);
  }));

describe('an order may ask for less than the installation allows', () => {
  test('batch: only the requests of one batch share answers', () =>
    within({}, async ({ run }) => {
      expect(await run({ deduplicate: 'batch' })).toEqual([1, 1, 1]);
      expect(await run({ deduplicate: 'batch' })).toEqual([2, 2, 2]);
    }));

  test('off: every request is run', () =>
    within({}, async ({ run }) => {
      expect(await run({ deduplicate: 'off' })).toEqual([1, 2, 1]);
    }));

  test('and never for more', () =>
    within({ spillway: { deduplication: { scope: 'batch' } } }, async ({ run }) => {
      await run({});
      expect(await run({ deduplicate: 'global' })).toEqual([2, 2, 2]);
    }));
});

test('what is not deterministic is shared when the installation says so', () =>
  within({ spillway: { deduplication: { onlyDeterministic: false } } }, async ({ run }) => {
    expect(await run({ body: { temperature: 1 } })).toEqual([1, 1, 1]);
  }));

test('other parameters are another request', () =>
  within({}, async ({ run }) => {
    await run({ body: { temperature: 0, max_tokens: 1 } });
    expect(await run({ body: { temperature: 0, max_tokens: 2 } })).toEqual([2, 2, 2]);
    expect(await run({ body: { max_tokens: 1.0, temperature: -0.0 } })).toEqual([1, 1, 1]);
  }));

test('answers expire by age', () =>
  within({ spillway: { deduplication: { maxAgeMs: 3_600_000 } } }, async ({ run, installation }) => {
    await run({});
    await installation.clock.pass(3_500_000);
    expect(await run({})).toEqual([1, 1, 1]);
    await installation.clock.pass(200_000);
    expect(await run({})).toEqual([2, 2, 2]);
  }));

test('an answer whose bytes are gone is given again, and copied from then on', async () => {
  await using installation = await install();
  const { clock, spillway, blobs } = installation;
  const worker = startWorker(installation, echo);
  const first = await installation.results(await submitRepeats(spillway, { prompts: ['p', 'q'] }));
  const { blobs: segments } = await blobs.list({ prefix: `segments/${first.batch.id}/`, limit: 100 });
  await blobs.remove(segments.map(({ key }) => key));
  await clock.pass(60_000);
  for (const executions of [4, 4]) {
    const { batch, output } = await installation.results(await submitRepeats(spillway, { prompts: ['q', 'p'] }));
    expect(output.map(({ response }) => response?.body)).toEqual([{ echo: 'q' }, { echo: 'p' }]);
    expect(worker.executor.started).toHaveLength(executions);
    expect(batch.counts.succeeded).toBe(2);
  }
  await stopWorker(installation, worker);
});
