import type { Execution, Executor, Verdict } from '@spillway/core/executor';

const chat = (content: string): Uint8Array =>
  Buffer.from(JSON.stringify({ model: 'spillway-sim', messages: [{ role: 'user', content }] }));

let nth = 0;

/** A chat request with a text of its own, changed where `given` says so. */
function anExecution(given: Partial<Execution> = {}): Execution {
  nth++;
  return {
    requestId: `batch_req_test_${nth}`,
    path: '/v1/chat/completions',
    model: 'spillway-sim',
    body: chat(`Say ${nth}.`),
    // It ends what hangs; tests of timeouts say theirs.
    timeoutMs: 600_000,
    signal: new AbortController().signal,
    ...given,
  };
}

export function execute(executor: Executor, given: Partial<Execution> = {}): Promise<Verdict> {
  return executor.execute(anExecution(given));
}

/** Starts `count` executions at once and answers all verdicts. */
export function executeMany(executor: Executor, count: number, given: Partial<Execution> = {}): Promise<Verdict[]> {
  return Promise.all(Array.from({ length: count }, () => execute(executor, given)));
}

/** Resolves when `holds` does, looked at whenever the event loop comes around. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
