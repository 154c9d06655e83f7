import type { Hazard } from './hazard.ts';
import { hazardModel, rawBody, rawLine } from './raw-line.ts';

export interface HazardSizes {
  /** Bytes of the giant line. */
  readonly giantBytes: number;
  /** Lines of the file that is answered whole. */
  readonly answeredLines: number;
  /** Lines of the file that is only planned, which are the most that the server takes. */
  readonly plannedLines: number;
}

const maxLineBytes = 16 * 1024 ** 2;
const chunkBytes = 256 * 1024;
/** Enough to be planned. Ten million lines with it fit into the largest file that is taken. */
const shortBody = `{"model":"${hazardModel}"}`;

/** Everything whose hazard is its size. The last one leaves the server busy. */
export function sizeHazards({ giantBytes, answeredLines, plannedLines }: HazardSizes): readonly Hazard[] {
  const tooLong = { kind: 'refused', problems: [{ code: 'line_too_long', param: null, line: 2 }] } as const;
  const tooMany = { kind: 'refused', problems: [{ code: 'too_many_tasks', param: null, line: null }] } as const;
  const longest = rawLine({ body: bodyOfLine(maxLineBytes) });
  return [
    {
      name: 'longest-line',
      input: 'a line of exactly 16 MiB',
      answer: { kind: 'passed', requests: [{ customId: '"a"', body: Buffer.from(bodyOfLine(maxLineBytes)) }] },
      content: () => [Buffer.from(longest)],
    },
    {
      name: 'longer-line',
      input: 'a line of 16 MiB and one byte',
      answer: tooLong,
      content: () => [Buffer.from(`${rawLine({ custom_id: '"b"' })}\n${longest} `)],
    },
    {
      name: 'giant-line',
      input: `a line of ${giantBytes.toLocaleString('en')} bytes`,
      answer: tooLong,
      content: () => giantLine(giantBytes),
    },
    {
      name: 'many-lines',
      input: `${answeredLines.toLocaleString('en')} lines, all answered`,
      answer: { kind: 'answered', lines: answeredLines },
      content: () => manyLines(answeredLines, rawBody()),
    },
    {
      name: 'too-many-lines',
      input: `${(plannedLines + 1).toLocaleString('en')} lines, one more than allowed`,
      answer: tooMany,
      content: () => manyLines(plannedLines + 1, shortBody),
    },
    {
      name: 'planned-lines',
      input: `${plannedLines.toLocaleString('en')} lines, planned only`,
      answer: { kind: 'planned', lines: plannedLines },
      content: () => manyLines(plannedLines, shortBody),
    },
  ];
}

function bodyOfLine(lineBytes: number): string {
  const missing = lineBytes - rawLine({ body: rawBody('"x":""') }).length;
  return rawBody(`"x":"${'x'.repeat(missing)}"`);
}

function* giantLine(bytes: number): Generator<Uint8Array> {
  yield Buffer.from(`${rawLine({ custom_id: '"b"' })}\n`);
  const [head, tail] = rawLine({ body: rawBody('"x":"?"') }).split('?') as [string, string];
  yield Buffer.from(head);
  const block = Buffer.alloc(chunkBytes, 'x');
  for (let left = bytes - head.length - tail.length; left > 0; left -= block.length) yield block.subarray(0, left);
  yield Buffer.from(tail);
}

function* manyLines(lines: number, body: string): Generator<Uint8Array> {
  const [head, tail] = rawLine({ custom_id: '"?"', body }).split('?') as [string, string];
  let text = '';
  for (let position = 0; position < lines; position++) {
    text += `${head}r${position}${tail}\n`;
    if (text.length < chunkBytes) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
