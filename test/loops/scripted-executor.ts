import type { Clock } from '@spillway/core';
import type { Execution, Executor, Verdict } from '@spillway/core/executor';

/** What the script sees of one execution. */
export interface ScriptedExecution {
  /** The text of the request's only message. */
  readonly prompt: string;
  /** 1 for the first execution of the request. */
  readonly nth: number;
}

export type Script = (execution: ScriptedExecution) => Scripted;

/** How an execution goes: the verdict after a while, or nothing until it is stopped or runs into its timeout. */
export type Scripted = Verdict | 'hang';

export interface ScriptedExecutor extends Executor {
  /** Prompts in the order in which they were started. */
  readonly started: readonly string[];
  readonly maxInFlight: number;
  healthy: boolean;
}

/** An executor that answers by a script, on the test's clock. */
export function createScriptedExecutor(
  clock: Clock,
  script: Script,
  { takesMs = 100, model = 'm' }: { readonly takesMs?: number; readonly model?: string } = {},
): ScriptedExecutor {
  const counts = new Map<string, number>();
  const started: string[] = [];
  let inFlight = 0;
  const executor = {
    started,
    maxInFlight: 0,
    healthy: true,
    async ready({ signal }: { readonly signal?: AbortSignal } = {}) {
      while (!executor.healthy && !signal?.aborted) await clock.sleep(1_000, signal);
    },
    models: () => [{ id: model, maxModelTokens: null }],
    pressure: () => ({ inFlight, waiting: null, healthyEngines: executor.healthy ? 1 : 0 }),
    engines: () => [{ url: 'http://scripted', healthy: executor.healthy }],
    async [Symbol.asyncDispose]() {},
    async execute({ body, timeoutMs, signal }: Execution): Promise<Verdict> {
      const { messages } = JSON.parse(Buffer.from(body).toString()) as { messages: { content: string }[] };
      const prompt = messages[0]?.content ?? '';
      const nth = (counts.get(prompt) ?? 0) + 1;
      counts.set(prompt, nth);
      started.push(prompt);
      inFlight++;
      executor.maxInFlight = Math.max(executor.maxInFlight, inFlight);
      const verdict = script({ prompt, nth });
      await clock.sleep(verdict === 'hang' ? timeoutMs : takesMs, signal);
      inFlight--;
      if (signal.aborted) return { kind: 'preempted', engine: 'scripted', message: 'stopped' };
      return verdict === 'hang' ? failed('timeout') : verdict;
    },
  };
  return executor;
}

export const answered: Verdict = {
  kind: 'answered',
  engine: 'scripted',
  statusCode: 200,
  requestId: 'answer-1',
  body: Buffer.from('{"choices":[]}'),
  usage: { inputTokens: 3, cachedTokens: 1, outputTokens: 5, reasoningTokens: 2 },
};

export const refused: Verdict = {
  kind: 'refused',
  engine: 'scripted',
  statusCode: 400,
  requestId: null,
  body: Buffer.from('{"error":{"message":"too long","type":"invalid_request_error","param":null,"code":null}}'),
};

export const busy: Verdict = {
  kind: 'busy',
  engine: 'scripted',
  statusCode: 429,
  message: 'full',
  retryAfterMs: 2_000,
};

export const engineDied: Verdict = { kind: 'unreachable', engine: 'scripted', message: 'it died', sent: true };

export function failed(reason: 'timeout' | 'server_error' | 'reset'): Verdict {
  const statusCode = reason === 'server_error' ? 500 : null;
  const silent = { statusCode, requestId: null, body: null, retryAfterMs: null };
  return { kind: 'failed', engine: 'scripted', reason, message: `a ${reason}`, ...silent };
}
