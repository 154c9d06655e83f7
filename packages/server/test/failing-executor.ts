import type { Executor, Verdict } from '@spillway/core/executor';
import { model } from './input-lines.ts';

const silent = { requestId: null, body: null, retryAfterMs: null };
const usage = { inputTokens: 1, cachedTokens: 0, outputTokens: 1, reasoningTokens: 0 };

/** An executor that breaks on every request that says BREAK or LATE, until it is mended, and answers the others. */
export function createFailingExecutor(): Executor & { mended: boolean } {
  const executor = {
    mended: false,
    async ready() {},
    models: () => [{ id: model, maxModelTokens: null }],
    pressure: () => ({ inFlight: 0, waiting: null, healthyEngines: 1 }),
    engines: () => [{ url: 'http://failing', healthy: true }],
    async execute({ body }: { readonly body: Uint8Array }): Promise<Verdict> {
      const text = Buffer.from(body);
      const isLate = text.includes('LATE');
      if (executor.mended || !(isLate || text.includes('BREAK'))) {
        const answer = Buffer.from('{"choices":[]}');
        return { kind: 'answered', engine: 'failing', statusCode: 200, requestId: null, body: answer, usage };
      }
      if (isLate) {
        const message = `no whole answer within ${text.length} ms`;
        return { kind: 'failed', engine: 'failing', reason: 'timeout', message, statusCode: null, ...silent };
      }
      const message = 'it broke';
      return { kind: 'failed', engine: 'failing', reason: 'server_error', message, statusCode: 500, ...silent };
    },
    async [Symbol.asyncDispose]() {},
  };
  return executor;
}
