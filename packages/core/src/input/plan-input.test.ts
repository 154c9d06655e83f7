import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedExtent } from '../store/extent.ts';
import { eachSeq } from '../store/seqs.ts';
import { findInCustomIdIndex } from './custom-id-index.ts';
import type { InputPlan } from './input-planner.ts';
import { planInput } from './plan-input.ts';
import type { PlanOptions } from './plan-options.ts';
import { readRequests } from './read-requests.ts';

interface Planned extends InputPlan {
  readonly extents: readonly PlannedExtent[];
}

function line(id: string, { model = 'm', ...rest }: { model?: string; [name: string]: unknown } = {}): string {
  return JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/x', body: { model, ...rest } });
}

async function plan(
  input: string | Buffer,
  options: Partial<PlanOptions> = {},
  chunkBytes = 1 << 20,
): Promise<Planned> {
  const bytes = Buffer.from(input);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const readRange = async (offset: number, length: number): Promise<Uint8Array> =>
    bytes.subarray(offset, offset + length);
  return collect(planInput(chunks(), { endpoint: '/v1/x', readRange, ...options }));
}

async function collect(steps: AsyncGenerator<PlannedExtent, InputPlan>): Promise<Planned> {
  const extents: PlannedExtent[] = [];
  for (;;) {
    const step = await steps.next();
    if (step.done) return { ...step.value, extents };
    extents.push(step.value);
  }
}

async function codesOf(...args: Parameters<typeof plan>): Promise<unknown[]> {
  return (await plan(...args)).problems.map(({ code, param, line }) => [code, param, line]);
}

describe('planning an input', () => {
  it('cuts it into extents and sums up', async () => {
    const text = `${line('a', { max_tokens: 10 })}\n${line('b', { max_tokens: 10 })}\n${line('c', { max_tokens: 10 })}\n`;
    const length = line('a', { max_tokens: 10 }).length;
    const tokens = Math.ceil('{"model":"m","max_tokens":10}'.length / 4 + 10);
    const { extents, requests, models, problems } = await plan(text, { maxShardRequests: 2 });
    expect(extents).toEqual([
      {
        firstSeq: 0,
        requests: 2,
        offset: 0,
        bytes: 2 * length + 1,
        models: [{ model: 'm', seqs: [[0, 2]], tokens: 2 * tokens }],
      },
      {
        firstSeq: 2,
        requests: 1,
        offset: 2 * length + 2,
        bytes: length,
        models: [{ model: 'm', seqs: [[2, 3]], tokens }],
      },
    ]);
    expect({ requests, problems }).toEqual({ requests: 3, problems: [] });
    expect(models).toEqual([{ model: 'm', requests: 3, tokens: 3 * tokens }]);
  });

  it('cuts before the bytes of a shard are passed, and gives a larger line an extent of its own', async () => {
    const lines = [line('a'), line('b'), line('c', { text: 'x'.repeat(500) }), line('d')];
    const { extents } = await plan(lines.join('\n'), { maxShardBytes: 200 });
    expect(extents.map(({ firstSeq, requests }) => [firstSeq, requests])).toEqual([
      [0, 2],
      [2, 1],
      [3, 1],
    ]);
    expect(extents[1]?.bytes).toBe(lines[2]?.length);
  });

  it('lists the seqs of each model of an extent as ranges', async () => {
    const names = ['x', 'x', 'y', 'x', 'y', 'y'];
    const text = names.map((model, seq) => line(`${seq}`, { model })).join('\n');
    const { extents, models } = await plan(text, { mixedModels: true, maxShardRequests: 4 });
    expect(extents.map(({ models: shares }) => shares.map(({ model, seqs }) => [model, seqs]))).toEqual([
      [
        [
          'x',
          [
            [0, 2],
            [3, 4],
          ],
        ],
        ['y', [[2, 3]]],
      ],
      [['y', [[4, 6]]]],
    ]);
    expect(models.map(({ model, requests }) => [model, requests])).toEqual([
      ['x', 3],
      ['y', 3],
    ]);
  });

  it('makes extents from which every request comes back once, in order, byte for byte', async () => {
    const request = fc.record({
      blank: fc.constantFrom('', '\n', ' \r\n\n'),
      model: fc.constantFrom('x', 'y', 'z'),
      text: fc.string({ unit: 'binary', maxLength: 120 }),
      end: fc.constantFrom('\n', '\r\n'),
    });
    const cuts = fc.record({ chunkBytes: fc.integer({ min: 1, max: 300 }), isMarked: fc.boolean() });
    const bounds = fc.record({
      maxShardRequests: fc.integer({ min: 1, max: 6 }),
      maxShardBytes: fc.integer({ min: 100, max: 900 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 25 }),
        bounds,
        cuts,
        async (given, limits, { chunkBytes, isMarked }) => {
          const text = given
            .map(({ blank, model, text, end }, seq) => blank + line(`${text}${seq}`, { model, text }) + end)
            .join('');
          const bytes = Buffer.from(isMarked ? `\uFEFF${text}` : text);
          const { extents, problems } = await plan(bytes, { ...limits, mixedModels: true }, chunkBytes);
          expect(problems).toEqual([]);
          const found = extents.flatMap(({ offset, bytes: length, firstSeq, models }) => {
            const extent = bytes.subarray(offset, offset + length);
            const byModel = models.flatMap(({ model, seqs }) => {
              const requests = [...readRequests(extent, firstSeq, seqs)];
              expect(requests.map(({ seq }) => seq)).toEqual([...eachSeq(seqs)]);
              for (const request of requests) expect(request.model).toBe(model);
              return requests;
            });
            return byModel.sort((left, right) => left.seq - right.seq);
          });
          expect(found.map(({ seq }) => seq)).toEqual(given.map((_, seq) => seq));
          for (const { seq, customId, body } of found) {
            const { model, text } = given[seq] as (typeof given)[number];
            expect(customId.toString()).toBe(JSON.stringify(`${text}${seq}`));
            expect(body.toString()).toBe(JSON.stringify({ model, text }));
          }
          for (const extent of extents)
            expect(
              extent.requests === 1 ||
                (extent.requests <= limits.maxShardRequests && extent.bytes <= limits.maxShardBytes),
            ).toBe(true);
        },
      ),
    );
  });

  it('makes an index in which each custom_id is found', async () => {
    const { customIdIndex } = await plan([line('a'), '', line('ü\ud800'), line('c')].join('\n'));
    const parts: Uint8Array[] = [];
    for await (const part of customIdIndex.read()) parts.push(part);
    const index = Buffer.concat(parts);
    expect(index.length).toBe(customIdIndex.bytes);
    const readRange = async (offset: number, length: number): Promise<Uint8Array> =>
      index.subarray(offset, offset + length);
    expect(await findInCustomIdIndex(readRange, 'ü\ud800')).toEqual([1]);
    expect(await findInCustomIdIndex(readRange, 'd')).toEqual([]);
  });

  it('tolerates a byte order mark, carriage returns, blank lines and a missing final line feed', async () => {
    const { requests, problems, extents } = await plan(`\uFEFF${line('a')}\r\n\r\n${line('b')}`);
    expect({ requests, problems }).toEqual({ requests: 2, problems: [] });
    expect(extents[0]).toMatchObject({ offset: 3 });
  });

  it('stops at an abort', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(plan(line('a'), { signal })).rejects.toThrow('cancelled');
  });
});

describe('the problems of an input', () => {
  it('are none of the lines when the file holds none', async () => {
    for (const text of ['', '\n\n', '\uFEFF', ' \r\n'])
      expect(await codesOf(text)).toEqual([['empty_file', null, null]]);
  });

  it('name the lines of the file, blank ones counted', async () => {
    const text = ['', line('a'), '', '{', line('b', { stream: true })].join('\n');
    expect(await codesOf(text)).toEqual([
      ['invalid_json_line', null, 4],
      ['streaming_unsupported', 'body.stream', 5],
    ]);
  });

  it('name invalid UTF-8 by its line', async () => {
    const text = Buffer.concat([
      Buffer.from(`${line('a')}\n`),
      Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
      Buffer.from(line('b')),
    ]);
    expect(await codesOf(text)).toEqual([['invalid_json_line', null, 2]]);
  });

  it('let no extent out once there is one', async () => {
    const good = line('a');
    const text = [good, line('b'), '{', line('c'), line('d')].join('\n');
    expect((await plan(text, { maxShardRequests: 1 })).extents.map(({ firstSeq }) => firstSeq)).toEqual([0]);
    expect((await plan(text)).extents).toEqual([]);
  });

  it('compare each model with that of the first good line', async () => {
    const text = [line('a', { model: 'x' }), line('b', { model: 'y' }), line('c', { model: 'x' })].join('\n');
    expect(await codesOf(text)).toEqual([['mismatched_model', 'body.model', 2]]);
    expect(await codesOf(text, { mixedModels: true })).toEqual([]);
    expect(await codesOf(text, { mixedModels: true, maxModels: 1 })).toEqual([['invalid_request', 'body.model', 2]]);
  });

  it('name every repeated custom_id, however it is escaped, and the line that had it first', async () => {
    const escaped = line('X').replace('"X"', '"\\u0061"');
    const text = [line('a'), '', line('b'), escaped, line('A'), line('a'), line('b')].join('\n');
    const { problems, extents } = await plan(text, { maxShardRequests: 2 });
    expect(problems).toEqual([
      {
        code: 'duplicate_custom_id',
        param: 'custom_id',
        line: 4,
        message: expect.stringContaining('"a" is that of line 1'),
      },
      {
        code: 'duplicate_custom_id',
        param: 'custom_id',
        line: 6,
        message: expect.stringContaining('"a" is that of line 1'),
      },
      {
        code: 'duplicate_custom_id',
        param: 'custom_id',
        line: 7,
        message: expect.stringContaining('"b" is that of line 3'),
      },
    ]);
    expect(extents.length).toBeGreaterThan(0);
  });

  it('name the right lines behind a line that is too long', async () => {
    const text = [line('a'), 'x'.repeat(200), '{', line('b'), line('a')].join('\n');
    expect(await codesOf(text, { maxLineBytes: 100, maxShardRequests: 2 })).toEqual([
      ['line_too_long', null, 2],
      ['invalid_json_line', null, 3],
      ['duplicate_custom_id', 'custom_id', 5],
    ]);
  });

  it('include repeated ids of lines that have other problems', async () => {
    const text = [line('a'), line('a', { stream: true })].join('\n');
    expect(await codesOf(text)).toEqual([
      ['streaming_unsupported', 'body.stream', 2],
      ['duplicate_custom_id', 'custom_id', 2],
    ]);
  });

  it('are the first hundred and no more', async () => {
    const text = Array.from({ length: 500 }, () => '{}').join('\n');
    expect((await plan(text)).problems).toHaveLength(100);
    const repeated = Array.from({ length: 500 }, () => line('a')).join('\n');
    const { problems } = await plan(repeated);
    expect(problems.map((problem) => problem.line)).toEqual(Array.from({ length: 100 }, (_, index) => index + 2));
  });

  it('end the reading as soon as there are too many of them or of the lines', async () => {
    let chunks = 0;
    async function* endless(text: string): AsyncGenerator<Uint8Array> {
      for (; ; chunks++) yield Buffer.from(text.repeat(200));
    }
    const readRange = async (): Promise<Uint8Array> => Buffer.from(`${line('a')}\n`.repeat(512));
    const options = { endpoint: '/v1/x', maxRequests: 1000, readRange };
    expect((await collect(planInput(endless('{\n'), options))).problems).toHaveLength(100);
    const { requests, problems } = await collect(planInput(endless(`${line('a')}\n`), { ...options, maxProblems: 1 }));
    expect(problems).toMatchObject([{ code: 'too_many_tasks', line: null, param: null }]);
    expect(requests).toBe(1000);
    expect(chunks).toBeLessThan(10);
  });

  it('name a line that is deeper than the bound, 1,000 by default', async () => {
    // The line and its body are two levels.
    const deep = (levels: number): string =>
      line('a').replace('{"model"', `{"deep":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)},"model"`);
    expect(await codesOf(deep(1_000))).toEqual([]);
    expect(await codesOf(deep(1_001))).toEqual([['invalid_json_line', null, 1]]);
    expect(await codesOf(deep(11), { maxLineDepth: 10 })).toEqual([['invalid_json_line', null, 1]]);
  });

  it('are none of a deep line that the bound lets through, nor is its reading again', async () => {
    const depth = 9_998;
    const text = line('a').replace('{"model"', `{"deep":${'['.repeat(depth)}${']'.repeat(depth)},"model"`);
    const { problems } = await plan([text, text].join('\n'), { maxLineDepth: 10_000 });
    expect(problems).toEqual([expect.objectContaining({ code: 'duplicate_custom_id', line: 2 })]);
    const [request] = readRequests(Buffer.from(text), 0);
    expect(request?.body.length).toBeGreaterThan(2 * depth);
  });

  it('allow exactly as many lines as the bound', async () => {
    const text = [line('a'), line('b')].join('\n');
    expect(await codesOf(text, { maxRequests: 2 })).toEqual([]);
    expect(await codesOf(text, { maxRequests: 1 })).toEqual([['too_many_tasks', null, null]]);
  });

  it('name a line over the bound, also one of 1 GB, and those behind it', async () => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    async function* huge(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${line('a')}\n`);
      for (let megabytes = 0; megabytes < 1024; megabytes++) yield chunk;
      yield Buffer.from(`\n{\n${line('b')}`);
    }
    const before = process.memoryUsage().rss;
    const { problems, requests } = await collect(
      planInput(huge(), { endpoint: '/v1/x', readRange: async () => chunk }),
    );
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ['line_too_long', 2],
      ['invalid_json_line', 3],
    ]);
    expect(requests).toBe(4);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });
});
