import type { Executor } from '@spillway/core/executor';
import { type Contender, inLanes } from './contender.ts';
import { bodies, model, path } from './requests.ts';

/** `Executor.execute` in a plain loop, without a worker. */
export function executorAlone(executor: Executor, requests: number, concurrency: number): Contender {
  return {
    name: 'executor-vllm',
    requests,
    async prepare() {
      await executor.ready();
      const all = bodies(requests);
      const { signal } = new AbortController();
      return () =>
        inLanes(requests, concurrency, async (nth) => {
          const body = all[nth] as Buffer;
          const requestId = `batch_req_bench_${nth}`;
          const verdict = await executor.execute({ requestId, path, model, body, timeoutMs: 600_000, signal });
          if (verdict.kind !== 'answered') throw new Error(JSON.stringify(verdict));
        });
    },
  };
}
