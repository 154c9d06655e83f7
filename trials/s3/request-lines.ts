import { writeFile } from 'node:fs/promises';
import { customIdAt } from '../memory/request-file.ts';

const linesAtOnce = 1_000;

/** Writes so many chat requests, of which each answer may have so many tokens. Answers the bytes. */
export async function writeRequests(
  path: string,
  { lines, tokens }: { readonly lines: number; readonly tokens: number },
): Promise<number> {
  let bytes = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let position = 0; position < lines; position += linesAtOnce) {
      const count = Math.min(linesAtOnce, lines - position);
      const chunk = Buffer.from(Array.from({ length: count }, (_, at) => lineAt(position + at, tokens)).join(''));
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  await writeFile(path, chunks());
  return bytes;
}

function lineAt(position: number, tokens: number): string {
  const content = `A customer writes: order ${position * 7919} has not arrived. Answer politely, at some length.`;
  const messages = [
    { role: 'system', content: 'You answer letters to a shop. Say what happens next, and by when.' },
    { role: 'user', content },
  ];
  const body = { model: 'spillway-sim', messages, max_tokens: tokens, temperature: 0 };
  return `${JSON.stringify({ custom_id: customIdAt(position), method: 'POST', url: '/v1/chat/completions', body })}\n`;
}
