import type { ServedModel } from '@spillway/core/executor';
import { parseJsonBody } from './json-body.ts';
import { describeBreak } from './judge-broken.ts';
import { describeStatus } from './judgement.ts';
import type { Reply } from './reply.ts';

/** What a look at an engine found. */
export type Look =
  | {
      readonly kind: 'alive';
      /** Undefined when the engine did not say. */
      readonly models: readonly ServedModel[] | undefined;
    }
  /** The engine, or what stands before it, says that it does not work, or refuses connections. */
  | { readonly kind: 'dead'; readonly reason: string }
  /** Nothing came in time. */
  | { readonly kind: 'silent'; readonly reason: string };

/** Asks an engine whether it works and what it serves; `get` fetches a path. Engines without `/health` show life by their models. */
export async function lookAt(get: (path: string) => Promise<Reply>): Promise<Look> {
  const health = await get('/health');
  const unlike = health.kind === 'answer' && [404, 405, 501].includes(health.statusCode);
  if (!unlike && !isGood(health)) return notAlive('/health', health);
  const models = await get('/v1/models');
  if (isGood(models)) return { kind: 'alive', models: parseModels(models.body) };
  const refused = models.kind === 'answer' && models.statusCode === 401;
  if (unlike || refused) return notAlive('/v1/models', models);
  return { kind: 'alive', models: undefined };
}

function isGood(reply: Reply): reply is Reply & { kind: 'answer' } {
  return reply.kind === 'answer' && reply.statusCode >= 200 && reply.statusCode < 300;
}

function notAlive(path: string, reply: Reply): Look {
  switch (reply.kind) {
    case 'answer':
      return { kind: 'dead', reason: `${path} answers ${described(reply)}` };
    case 'too_large':
      return { kind: 'dead', reason: `${path} answers more than is reasonable` };
    case 'broken':
      return { kind: 'dead', reason: `${path} cannot be reached: ${describeBreak(reply.error)}` };
    case 'stopped':
      return { kind: 'silent', reason: `${path} does not answer` };
  }
}

function described({ statusCode, body }: Reply & { kind: 'answer' }): string {
  const status = describeStatus(statusCode, parseJsonBody(body), body.toString('utf8', 0, 200));
  return statusCode === 401 || statusCode === 403 ? `${status}; check the API key` : status;
}

/** `{ data: [{ id, max_model_len }] }`, the latter as vLLM and SGLang say it. */
function parseModels(body: Buffer): readonly ServedModel[] | undefined {
  const data = parseJsonBody(body)?.value.data;
  if (!Array.isArray(data)) return undefined;
  return data.flatMap((model: { readonly id?: unknown; readonly max_model_len?: unknown } | null) => {
    if (typeof model?.id !== 'string') return [];
    const length = model.max_model_len;
    return [{ id: model.id, maxModelTokens: Number.isSafeInteger(length) ? (length as number) : null }];
  });
}
