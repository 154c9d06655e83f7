import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** The model of the simulator engine. */
const model = 'spillway-sim';
/** Bytes that are made before they are handed to the disk. */
const chunkBytes = 256 * 1024;

const subjects = [
  'The invoice of last month',
  'My order',
  'The mobile app',
  'Our single sign-on',
  'The export',
] as const;
const troubles = [
  'shows an amount that I cannot explain',
  'has not arrived although the tracking page says delivered',
  'closes by itself whenever I open the second tab',
  'stopped working after the change of our domain on Monday',
  'misses every row that was added after the tenth',
] as const;
const wishes = [
  'Please call me back.',
  'What should I do next?',
  'I would like my money back.',
  'Who can help?',
] as const;

/** The custom_id at a position: they ascend as texts, so order and uniqueness can be told line by line. */
export function customIdAt(position: number): string {
  return `ticket-${String(position).padStart(9, '0')}`;
}

/** Writes a file of chat requests of about 400 bytes each. Answers its bytes. */
export function writeManyLines(path: string, lines: number): Promise<number> {
  return write(path, many(0, lines));
}

/** Writes a file of one line of exactly so many bytes. */
export function writeGiantLine(path: string, bytes: number): Promise<number> {
  return write(path, padded(0, 'a', bytes, ['', '']));
}

/** Writes good lines around one of exactly so many bytes, a picture as vision models take it. */
export function writeLargeLine(path: string, lines: number, bytes: number): Promise<number> {
  const middle = Math.floor(lines / 2);
  return write(path, largeAmong(lines, middle, bytes));
}

async function write(path: string, texts: Iterable<string>): Promise<number> {
  let bytes = 0;
  const chunks = function* (): Generator<Buffer> {
    let text = '';
    for (const piece of texts) {
      text += piece;
      if (text.length < chunkBytes) continue;
      const chunk = Buffer.from(text);
      text = '';
      bytes += chunk.length;
      yield chunk;
    }
    bytes += text.length;
    yield Buffer.from(text);
  };
  await pipeline(chunks, createWriteStream(path));
  return bytes;
}

function* many(from: number, end: number): Generator<string> {
  for (let position = from; position < end; position++) yield chatLine(position);
}

function* largeAmong(lines: number, middle: number, bytes: number): Generator<string> {
  yield* many(0, middle);
  const picture = ['[{"type":"image_url","image_url":{"url":"data:image/png;base64,', '"}}]'] as const;
  yield* padded(middle, 'iVBORw0KGgo', bytes, picture);
  yield '\n';
  yield* many(middle + 1, lines);
}

function chatLine(position: number): string {
  const subject = subjects[position % subjects.length];
  const trouble = troubles[Math.floor(position / 5) % troubles.length];
  const wish = wishes[Math.floor(position / 25) % wishes.length];
  const content = `${subject} ${trouble}. It is case ${position * 7919} of customer ${position % 9973}. ${wish}`;
  const messages = [
    { role: 'system', content: 'You sort tickets of a help desk. Answer with one label and one short reason.' },
    { role: 'user', content },
  ];
  const body = { model, messages, max_tokens: 48, temperature: 0 };
  return `${JSON.stringify({ custom_id: customIdAt(position), method: 'POST', url: '/v1/chat/completions', body })}\n`;
}

/** One line whose content is padded to the wanted length, without its line feed. */
function* padded(
  position: number,
  filling: string,
  bytes: number,
  [open, close]: readonly [string, string],
): Generator<string> {
  const text = open === '' ? '"' : '';
  const head = `{"custom_id":"${customIdAt(position)}","method":"POST","url":"/v1/chat/completions","body":{"model":"${model}","max_tokens":48,"messages":[{"role":"user","content":${text}${open}`;
  const tail = `${close}${text}}]}}`;
  yield head;
  const block = filling.repeat(Math.ceil(chunkBytes / filling.length));
  for (let left = bytes - head.length - tail.length; left > 0; left -= block.length) yield block.slice(0, left);
  yield tail;
}
