import { plainRetry } from '@spillway/core/policy';
import { type ApiUnderTest, apiKey, startApi } from './api-under-test.ts';
import { createFailingExecutor } from './failing-executor.ts';
import { createBatch, line } from './input-lines.ts';

/** What is read of answers here; they are held to the description as a whole. */
export interface DeadLetterAnswer {
  readonly id: string;
  readonly position: number;
  readonly data: readonly DeadLetterAnswer[];
  readonly has_more: boolean;
  readonly last_id: string;
  readonly started_at: number;
  readonly last_attempt: { readonly started_at: number };
  readonly attempt_history: readonly { readonly verdict: string; readonly code: string; readonly pool: string }[];
  readonly error: { readonly message: string };
}

export interface Failing extends AsyncDisposable {
  readonly api: ApiUnderTest;
  readonly executor: ReturnType<typeof createFailingExecutor>;
  /** An ended batch of ten, of which the third and the eighth broke every time. */
  readonly batchId: string;
  readonly get: (path: string, key?: string) => Promise<Response>;
  readonly post: (path: string, body: object, key?: string) => Promise<DeadLetterAnswer>;
  readonly requeue: (body: object, key?: string) => Promise<DeadLetterAnswer>;
}

/** Ten requests, of which two break with the same words. */
const twoBroken = Array.from({ length: 10 }, (_, index) =>
  line([2, 7].includes(index) ? `${index} BREAK` : `${index}`),
);

export async function failing(lines: readonly string[] = twoBroken): Promise<Failing> {
  const executor = createFailingExecutor();
  const retry = plainRetry({ baseMs: 1 });
  const api = await startApi({ workers: [{ id: 'w1', executor }], retry, maxAttempts: 3 });
  const { id } = await createBatch(api.client, lines);
  await api.ended(id);
  const call = (path: string, init: RequestInit, key: string): Promise<Response> =>
    fetch(`${api.url}/v1/dead_letters${path}`, { ...init, headers: { authorization: `Bearer ${key}` } });
  const post = async (path: string, body: object, key = apiKey): Promise<DeadLetterAnswer> =>
    json(call(path, { method: 'POST', body: JSON.stringify(body) }, key));
  return {
    api,
    executor,
    batchId: id,
    get: (path, key = apiKey) => call(path, {}, key),
    post,
    requeue: (body, key) => post('/requeue', body, key),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

export async function json(answer: Promise<Response>): Promise<DeadLetterAnswer> {
  return (await (await answer).json()) as DeadLetterAnswer;
}
