import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, splitLines } from './line-splitter.ts';
import { lineBytes, readLines } from './read-lines.ts';

interface Seen {
  readonly text: string | undefined;
  readonly number: number;
  readonly offset: number;
}

async function linesIn(chunks: Iterable<Uint8Array>, maxLineBytes = 1000): Promise<Seen[]> {
  const seen: Seen[] = [];
  for await (const batch of readLines(streamOf(chunks), { maxLineBytes })) {
    for (const line of batch.lines) {
      expect(line.tooLong || batch.bytes[line.start + line.length] === 0x0a).toBe(true);
      const text = line.tooLong ? undefined : Buffer.from(lineBytes(batch, line)).toString();
      seen.push({ text, number: line.number, offset: line.offset });
    }
  }
  return seen;
}

async function* streamOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function cut(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const bounds = [0, ...positions.map((position) => position % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
}

describe('a reader of lines', () => {
  it('answers each line with its number and its offset in the file', async () => {
    const seen = await linesIn([Buffer.from('one\ntwo\nthree\n')]);
    expect(seen).toEqual([
      { text: 'one', number: 1, offset: 0 },
      { text: 'two', number: 2, offset: 4 },
      { text: 'three', number: 3, offset: 8 },
    ]);
  });

  it('skips blank lines and counts them', async () => {
    const seen = await linesIn([Buffer.from('\n\r\none\n \t\r\n\ntwo')]);
    expect(seen).toEqual([
      { text: 'one', number: 3, offset: 3 },
      { text: 'two', number: 6, offset: 12 },
    ]);
  });

  it('leaves a carriage return to the line, where it is white space of JSON', async () => {
    expect(await linesIn([Buffer.from('{}\r\n{}\r\n')])).toMatchObject([{ text: '{}\r' }, { text: '{}\r', offset: 4 }]);
  });

  it('steps over one byte order mark at the beginning, however it is cut, and over no other', async () => {
    const marked = Buffer.from('\uFEFFone\n\uFEFFtwo');
    for (let cutAt = 0; cutAt < 8; cutAt++) {
      const seen = await linesIn(cut(marked, [cutAt, 1]));
      expect(seen).toEqual([
        { text: 'one', number: 1, offset: 3 },
        { text: '\uFEFFtwo', number: 2, offset: 7 },
      ]);
    }
    expect(await linesIn([Buffer.from('\uFEFF\n\n')])).toEqual([]);
  });

  it('answers the same lines however the file is cut into chunks', async () => {
    const text = fc.array(fc.constantFrom('a', 'ü', '{"b": 1}', '\n', '\r\n', ' ', '日本'.repeat(20)), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.integer({ min: 5, max: 130 }),
        async (parts, positions, most) => {
          const bytes = Buffer.from(parts.join(''));
          expect(await linesIn(cut(bytes, positions), most)).toEqual(await linesIn([bytes], most));
        },
      ),
    );
  });

  it('answers what split answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('x', 'yz', '\n', ' \r')), async (parts) => {
        const text = parts.join('');
        const expected = text.split('\n').filter((line) => line.trim() !== '');
        expect((await linesIn([Buffer.from(text)])).map((line) => line.text)).toEqual(expected);
      }),
    );
  });

  it('accepts a line of exactly the bound and reports one byte more as too long, in one chunk or several', async () => {
    for (const positions of [[], [3], [3, 7, 9]]) {
      const seen = await linesIn(cut(Buffer.from('12345\n123456\n12345'), positions), 5);
      expect(seen.map(({ text, number, offset }) => [text, number, offset])).toEqual([
        ['12345', 1, 0],
        [undefined, 2, 6],
        ['12345', 3, 13],
      ]);
    }
  });

  it('hands out the lines of one huge chunk in small batches', () => {
    let most = 0;
    let count = 0;
    for (const { lines } of splitLines(Buffer.from('x\n'.repeat(100_000)))) {
      most = Math.max(most, lines.length);
      count += lines.length;
    }
    expect(count).toBe(100_000);
    expect(most).toBeLessThanOrEqual(1024);
  });

  it('steps over a line of 1 GB in flat memory', () => {
    const maxLineBytes = 16 * 1024 * 1024;
    const splitter = new LineSplitter(maxLineBytes);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage().rss;
    let highest = 0;
    for (let megabytes = 0; megabytes < 1024; megabytes++) {
      expect([...splitter.push(chunk)]).toEqual([]);
      if (megabytes % 64 === 63) highest = Math.max(highest, process.memoryUsage().rss - before);
    }
    const lines = [...splitter.push(Buffer.from('\nnext\n'))].flatMap((batch) => batch.lines);
    expect(lines).toMatchObject([
      { number: 1, offset: 0, length: 2 ** 30, tooLong: true },
      { number: 2, offset: 2 ** 30 + 1, length: 4, tooLong: false },
    ]);
    expect(splitter.heldBytes).toBeLessThanOrEqual(maxLineBytes + 1);
    expect(highest).toBeLessThan(64 * 1024 * 1024);
  });

  it('stops at an abort', async () => {
    const abort = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.from('line\n');
    }
    const read = async (): Promise<void> => {
      let lines = 0;
      for await (const batch of readLines(endless(), { maxLineBytes: 10, signal: abort.signal })) {
        lines += batch.lines.length;
        if (lines === 100) abort.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
  });
});
