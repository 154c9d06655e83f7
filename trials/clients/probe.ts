import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { quantile } from '../wire/quantile.ts';
import type { ProbeLog } from './probe-program.ts';

const program = fileURLToPath(new URL('./probe-program.ts', import.meta.url));

export interface ProbeReport {
  readonly calls: number;
  readonly errors: readonly string[];
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

/**
 * A well-behaved client that lists batches all the time, each time on a new connection. It is a process of its own, so
 * that it sees how long the server takes and not how busy this one is. The answer ends it.
 */
export function startProbe(url: string): () => Promise<ProbeReport> {
  const child = fork(program, [`${url}/v1/batches?limit=1`], { execArgv: [], serialization: 'advanced' });
  return async () => {
    const logged = once(child, 'message') as Promise<[ProbeLog]>;
    child.send('end');
    const [{ tookMs, errors }] = await logged;
    const took = tookMs.toSorted((left, right) => left - right);
    const [p50Ms, p99Ms, mostMs] = [quantile(took, 0.5), quantile(took, 0.99), quantile(took, 1)];
    return { calls: took.length, errors, p50Ms, p99Ms, mostMs };
  };
}
