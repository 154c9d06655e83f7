import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Installation, install } from '../loops/installation.ts';
import { answered, failed, refused, type Script, type ScriptedExecution } from '../loops/scripted-executor.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { submitRepeats } from './repeats.ts';

const tenants = ['ada', 'bob'] as const;
const prompt = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');

const world = fc.record({
  batches: fc.array(
    fc.record({
      tenant: fc.constantFrom(...tenants),
      prompts: fc.array(prompt, { minLength: 1, maxLength: 40 }),
      afterMs: fc.nat(20_000),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  workers: fc.array(fc.record({ concurrency: fc.integer({ min: 1, max: 8 }), takesMs: fc.nat(5_000) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

interface Ended {
  readonly tenant: string;
  readonly prompt: string;
  /** The execution that it was answered by; undefined when it has no answer. */
  readonly answer: string | undefined;
}

/** Each execution answers with a text of its own that begins with the prompt. */
async function play(world: World, breaks: (execution: ScriptedExecution) => ReturnType<Script> | undefined) {
  await using installation = await install();
  let executions = 0;
  const script: Script = (execution) =>
    breaks(execution) ?? { ...answered, body: Buffer.from(JSON.stringify(`${execution.prompt} ${++executions}`)) };
  const workers = world.workers.map((options, index) =>
    startWorker(installation, script, { id: `w${index}`, ...options }),
  );
  const ended = await runAll(installation, world);
  for (const worker of workers) await stopWorker(installation, worker);
  expect(installation.troubles).toEqual([]);
  return { executions, ended };
}

async function runAll(installation: Installation, { batches }: World): Promise<readonly Ended[]> {
  const submitted = [];
  for (const { afterMs, ...order } of batches) {
    await installation.clock.pass(afterMs);
    submitted.push({ ...order, batch: await submitRepeats(installation.spillway, order) });
  }
  const ended: Ended[] = [];
  for (const { tenant, prompts, batch } of submitted) {
    const { output, batch: last } = await installation.results(batch);
    expect(last.phase).toBe('completed');
    const answers = new Map(output.map(({ id, response }) => [id, response?.body as string]));
    expect(answers.size).toBe(last.counts.succeeded);
    ended.push(
      ...prompts.map((prompt, index) => ({ tenant, prompt, answer: answers.get(`batch_req_${batch.id}_${index}`) })),
    );
  }
  return ended;
}

test('whatever repeats, each different request of a tenant is run once, and every answer is right', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (world) => {
      const { executions, ended } = await play(world, () => undefined);
      const different = new Set(ended.map(({ tenant, prompt }) => `${tenant} ${prompt}`));
      expect(executions).toBe(different.size);
      expect(ended.every(({ prompt, answer }) => answer?.startsWith(`${prompt} `))).toBe(true);
      expectApart(ended);
    }),
    { numRuns: 40, seed: 4 },
  );
});

test('whatever fails, every answer is right, and no tenant is given that of another', async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.array(fc.nat(5), { minLength: 1 }), async (world, draws) => {
      let drawn = 0;
      const { ended } = await play(world, () => {
        const draw = draws[drawn++ % draws.length] ?? 0;
        return draw === 1 ? refused : draw === 2 ? failed('server_error') : undefined;
      });
      expect(ended.every(({ prompt, answer }) => answer === undefined || answer.startsWith(`${prompt} `))).toBe(true);
      expectApart(ended);
    }),
    { numRuns: 40, seed: 5 },
  );
});

function expectApart(ended: readonly Ended[]): void {
  const [ada, bob] = tenants.map((tenant) => ended.filter((one) => one.tenant === tenant && one.answer !== undefined));
  const theirs = new Set(bob?.map(({ answer }) => answer));
  expect(ada?.filter(({ answer }) => theirs.has(answer))).toEqual([]);
}
