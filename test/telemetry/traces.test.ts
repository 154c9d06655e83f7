import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  RandomIdGenerator,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { derivedSpanIds, traceIdOf } from '@spillway/core';
import type { Execution, Executor } from '@spillway/core/executor';
import { describe, expect, test } from 'vitest';
import { type Installation, type InstallationOptions, install } from '../loops/installation.ts';
import { answered, createScriptedExecutor, failed, refused, type Script } from '../loops/scripted-executor.ts';

interface Tracing {
  readonly exporter: InMemorySpanExporter;
  readonly tracerProvider: TracerProvider;
}

function tracing(options: { readonly derived?: boolean } = {}): Tracing {
  const exporter = new InMemorySpanExporter();
  const random = new RandomIdGenerator();
  const idGenerator = options.derived === false ? random : derivedSpanIds(random);
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  return { exporter, tracerProvider: new TracerProvider({ idGenerator, spanProcessors }) };
}

interface Run extends Tracing {
  readonly installation: Installation;
  readonly executions: readonly Execution[];
}

/** An installation that is traced, with a worker that runs by the script. */
async function withRun(
  options: { readonly script?: Script; readonly tracing?: Tracing } & InstallationOptions,
  use: (run: Run) => Promise<void>,
): Promise<void> {
  const traced = options.tracing ?? tracing();
  const spillway = { tracerProvider: traced.tracerProvider, tracedRequests: 0, ...options.spillway };
  await using installation = await install({ ...options, spillway });
  const executions: Execution[] = [];
  const scripted = createScriptedExecutor(installation.clock, options.script ?? (() => answered));
  const executor: Executor = {
    ...scripted,
    execute: (execution) => {
      executions.push(execution);
      return scripted.execute(execution);
    },
  };
  const stop = new AbortController();
  const ended = installation.spillway.worker({ executor, id: 'w', concurrency: 8 }).run({ signal: stop.signal });
  await use({ ...traced, installation, executions });
  stop.abort();
  await installation.clock.until(ended);
}

const spansOf = ({ exporter }: Tracing, name: RegExp): readonly ReadableSpan[] =>
  exporter.getFinishedSpans().filter((span) => name.test(span.name));

const parentOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;

describe('the trace of a batch', () => {
  test('has an id that the id of the batch gives, a root with the timeline, and the steps below it', async () => {
    await withRun({}, async (run) => {
      const { batch } = await run.installation.results(await run.installation.submit(20));
      const spans = run.exporter.getFinishedSpans();
      expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceIdOf(batch.id)]));
      const [root, ...others] = spansOf(run, /^batch /);
      expect([root?.name, parentOf(root), others.length]).toEqual(['batch /v1/chat/completions', undefined, 0]);
      expect(root?.events.map(({ name }) => name)).toEqual(['created', 'planned', 'completed']);
      expect(root?.attributes).toMatchObject({
        'messaging.batch.message_count': 20,
        'spillway.batch.id': batch.id,
        'spillway.requests.succeeded': 20,
        'gen_ai.usage.input_tokens': 60,
      });
      expect(root?.startTime).toEqual([Math.floor(batch.createdAt / 1_000), (batch.createdAt % 1_000) * 1e6]);
      const steps = spans.filter((span) => span !== root);
      expect(steps.map(({ name }) => name.split(' ')[0])).toEqual(['create', 'plan', 'finalize']);
      expect(steps.map(parentOf)).toEqual(steps.map(() => root?.spanContext().spanId));
    });
  });

  test("is one trace, too, where the ids are the provider's own", async () => {
    await withRun({ tracing: tracing({ derived: false }) }, async (run) => {
      const { batch } = await run.installation.results(await run.installation.submit(2));
      const spans = run.exporter.getFinishedSpans();
      expect(spans.map(({ name }) => name.split(' ')[0])).toEqual(['create', 'plan', 'batch', 'finalize']);
      expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([traceIdOf(batch.id)]));
      expect(new Set(spans.map(parentOf)).size).toBe(1);
    });
  });

  test('goes on in the revision of a retry, below the first', async () => {
    await withRun({ script: ({ nth }) => (nth === 1 ? refused : answered) }, async (run) => {
      const { spillway, clock } = run.installation;
      const { batch } = await run.installation.results(await run.installation.submit(3));
      await clock.until(spillway.batches.retry({ id: batch.id }));
      await run.installation.results(batch);
      const [first, second] = spansOf(run, /^batch /);
      expect(second?.attributes['spillway.batch.revision']).toBe(2);
      expect(parentOf(second)).toBe(first?.spanContext().spanId);
      expect(spansOf(run, /^requeue /).map(parentOf)).toEqual([second?.spanContext().spanId]);
    });
  });

  test('links to the call that created it, and ignores what is no trace context', async () => {
    await withRun({}, async (run) => {
      const { spillway, clock } = run.installation;
      const { inputFileId } = await run.installation.submit(1);
      const traceId = 'a'.repeat(32);
      for (const traceparent of [`00-${traceId}-${'b'.repeat(16)}-01`, `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`]) {
        await clock.until(spillway.batches.create({ inputFileId, endpoint: '/v1/chat/completions', traceparent }));
      }
      const links = spansOf(run, /^create /).map((span) => span.links.map(({ context }) => context.traceId));
      expect(links).toEqual([[], [traceId], []]);
    });
  });

  test('tells why a batch failed by its phase alone: what is wrong with its lines are words of its owner', async () => {
    await withRun({}, async (run) => {
      const { spillway } = run.installation;
      const line = (model: string): string =>
        JSON.stringify({
          custom_id: model,
          method: 'POST',
          url: '/v1/chat/completions',
          body: { model, messages: [] },
        });
      // The problem quotes what stands where another model was.
      const source = Buffer.from(`${line('m')}\n${line('a secret')}\n`);
      const { id: inputFileId } = await spillway.files.upload({ filename: 'x.jsonl', source });
      const batch = await spillway.batches.create({ inputFileId, endpoint: '/v1/chat/completions' });
      await run.installation.results(batch);
      const [root] = spansOf(run, /^batch /);
      expect(root?.status.code).toBe(SpanStatusCode.ERROR);
      expect(root?.attributes).toMatchObject({ 'error.type': 'failed' });
      const told = run.exporter.getFinishedSpans().map(({ attributes, events }) => ({ attributes, events }));
      const failed = await run.installation.spillway.batches.get({ id: batch.id });
      expect(failed?.problems[0]?.message).toContain('a secret');
      expect(JSON.stringify(told)).not.toContain('secret');
    });
  });
});

describe('the execution of a request', () => {
  const isExecution = /^chat /;

  test('is traced for a share of requests that is the same at every attempt, and goes on in the engine', async () => {
    await withRun({ spillway: { tracedRequests: 0.2 } }, async (run) => {
      const batch = await run.installation.submit(500);
      await run.installation.results(batch);
      const spans = spansOf(run, isExecution);
      expect(spans.length).toBeGreaterThan(60);
      expect(spans.length).toBeLessThan(140);
      expect(spans[0]?.kind).toBe(SpanKind.CLIENT);
      expect(spans[0]?.attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'm',
        'gen_ai.usage.output_tokens': 5,
        'http.response.status_code': 200,
        'messaging.client.id': 'w',
        'spillway.request.outcome': 'succeeded',
      });
      const bySpan = new Map(spans.map((span) => [span.spanContext().spanId, span]));
      for (const { traceparent = '', requestId } of run.executions) {
        const [, traceId, spanId = '', flags] = traceparent.split('-');
        expect([traceId, flags]).toEqual([traceIdOf(batch.id), bySpan.has(spanId) ? '01' : '00']);
        const written = bySpan.get(spanId);
        if (written) expect(written.attributes['messaging.message.id']).toBe(requestId);
      }
    });
  });

  test('is traced whenever it fails, at its end, with what went wrong', async () => {
    const script: Script = ({ prompt, nth }) => {
      if (prompt === 'p0') return failed('server_error');
      if (prompt === 'p1') return refused;
      return prompt === 'p2' && nth === 1 ? failed('timeout') : answered;
    };
    await withRun({ script, spillway: { maxAttempts: 2 } }, async (run) => {
      await run.installation.results(await run.installation.submit(30));
      const told = spansOf(run, isExecution).map(({ attributes, status }) => [
        Number(String(attributes['messaging.message.id']).split('_').at(-1)),
        attributes['spillway.request.attempt'],
        attributes['error.type'],
        attributes['spillway.request.outcome'],
        status.code,
      ]);
      expect(told.toSorted()).toEqual([
        [0, 1, 'server_error', undefined, SpanStatusCode.ERROR],
        [0, 2, 'server_error', 'deadLettered', SpanStatusCode.ERROR],
        [1, 1, '400', 'failed', SpanStatusCode.ERROR],
        [2, 1, 'timeout', undefined, SpanStatusCode.ERROR],
      ]);
    });
  });
});

test('without a provider nothing is written, and engines are told of no trace', async () => {
  await using installation = await install();
  const executions: Execution[] = [];
  const scripted = createScriptedExecutor(installation.clock, () => answered);
  const execute: Executor['execute'] = (execution) => {
    executions.push(execution);
    return scripted.execute(execution);
  };
  const stop = new AbortController();
  const ended = installation.spillway.worker({ executor: { ...scripted, execute } }).run({ signal: stop.signal });
  await installation.results(await installation.submit(2));
  expect(executions.map(({ traceparent }) => traceparent)).toEqual([undefined, undefined]);
  stop.abort();
  await installation.clock.until(ended);
});
