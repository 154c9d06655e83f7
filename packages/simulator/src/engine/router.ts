import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, sendText } from './answer.ts';
import { chatCompletions } from './endpoints/chat-completions.ts';
import { completions } from './endpoints/completions.ts';
import { embeddings } from './endpoints/embeddings.ts';
import { modelList } from './endpoints/models.ts';
import { responses } from './endpoints/responses.ts';
import { tokenize } from './endpoints/tokenize.ts';
import { faultPlan, parseFaults } from './faults.ts';
import type { Endpoint } from './generation.ts';
import { metricsText } from './metrics.ts';
import { parseBody } from './request-body.ts';
import type { RequestPipeline } from './request-pipeline.ts';
import { statsOf } from './stats.ts';
import { badRequest, notFound, type Refusal, refusal } from './vllm-error.ts';

const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ['/v1/chat/completions', chatCompletions],
  ['/v1/completions', completions],
  ['/v1/embeddings', embeddings],
  ['/v1/responses', responses],
]);

interface Call {
  readonly pipeline: RequestPipeline;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

const routes: Readonly<Record<string, Readonly<Record<string, (call: Call) => void>>>> = {
  '/health': { GET: ({ response }) => response.end() },
  '/metrics': { GET: sendMetrics },
  '/v1/models': { GET: ({ pipeline, response }) => sendJson(response, 200, modelList(pipeline.settings)) },
  '/tokenize': { POST: sendTokens },
  '/stats': { GET: sendStats },
  '/faults': { POST: switchFaults },
  '/reset': { POST: resetCounters },
};

/** Sends a request where its path says. */
export function route(
  pipeline: RequestPipeline,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const path = pathOf(request.url ?? '/');
  const { apiKey } = pipeline.settings;
  if (apiKey !== undefined && path.startsWith('/v1/') && request.headers.authorization !== `Bearer ${apiKey}`) {
    sendJson(response, 401, '{"error":"Unauthorized"}');
    return;
  }
  const endpoint = endpoints.get(path);
  if (endpoint !== undefined && request.method === 'POST') {
    pipeline.receive(endpoint, request, response, body);
    return;
  }
  const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
  const handler = methods?.[request.method ?? ''];
  if (handler !== undefined) handler({ pipeline, request, response, body });
  else if (methods !== undefined || endpoint !== undefined) refuse(response, methodNotAllowed());
  else refuse(response, notFound());
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function sendMetrics({ pipeline, response }: Call): void {
  pipeline.loop.catchUp();
  sendText(response, metricsText(pipeline.settings.models[0] ?? '', pipeline.batch, pipeline.statistics));
}

function sendTokens({ pipeline, request, response, body }: Call): void {
  const parsed = parseBody(request.headers['content-type'], body);
  const answer = 'refused' in parsed ? parsed.refused : tokenize(parsed.value, pipeline.settings);
  if (typeof answer === 'string') sendJson(response, 200, answer);
  else refuse(response, answer);
}

function sendStats({ pipeline, response }: Call): void {
  const { executions: _, ...totals } = statsOf(pipeline);
  sendJson(response, 200, JSON.stringify(totals));
}

/** Takes the settings as JSON, or as the text of the command's `--faults`. They replace the ones in force. */
function switchFaults({ pipeline, response, body }: Call): void {
  const text = body.toString();
  try {
    const settings = text.trimStart().startsWith('{') ? JSON.parse(text) : parseFaults(text);
    pipeline.faults.set(faultPlan(settings));
    sendJson(response, 200, JSON.stringify(settings));
  } catch (error) {
    refuse(response, badRequest((error as Error).message));
  }
}

function resetCounters({ pipeline, response }: Call): void {
  pipeline.resetCounters();
  sendJson(response, 200, '{}');
}

function refuse(response: ServerResponse, refused: Refusal): void {
  sendJson(response, refused.status, refused.body);
}

function methodNotAllowed(): Refusal {
  return refusal(405, 'Method Not Allowed', 'Method Not Allowed');
}
