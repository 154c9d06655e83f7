import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Spillway } from '@spillway/core';

/** What the application asks its model to do with each text. */
const instruction = 'Name the language of the text, in one English word.';

/** An application with one endpoint: POST /languages with `{ "texts": [...] }` answers a line of JSON for each text. */
export function createApp(spillway: Spillway, model: string): Server {
  return createServer((request, response) => {
    answer(request, response, { spillway, model }).catch((error: Error) => {
      if (response.headersSent) response.destroy(error);
      else response.writeHead(500).end(`${error.message}\n`);
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { spillway, model }: { readonly spillway: Spillway; readonly model: string },
): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/languages') return void response.writeHead(404).end();
  const { texts } = (await json(request)) as { texts: string[] };
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const requests = texts.map((text) => ({
    body: { messages: [{ role: 'user', content: `${instruction}\n\n${text}` }], max_tokens: 8 },
  }));
  // Results come as they finish; a client that hangs up cancels what is left of its batch.
  for await (const { customId, outcome, body } of spillway.run(requests, {
    model,
    within: '1h',
    signal: gone.signal,
  })) {
    const text = texts[Number(customId)];
    response.write(`${JSON.stringify({ text, outcome, answer: contentOf(body) })}\n`);
  }
  response.end();
}

function contentOf(body: unknown): string | null {
  const { choices } = (body ?? {}) as { choices?: readonly { message: { content: string } }[] };
  return choices?.[0]?.message.content ?? null;
}
