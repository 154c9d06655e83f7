import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '@spillway/simulator';
import type { ReadinessWatch } from './readiness-watch.ts';

/** What was seen of one outage. */
export interface Outage {
  readonly what: string;
  readonly awayMs: number;
  /** Answers of `/readyz` meanwhile, by status. */
  readonly answers: Readonly<Record<number, number>>;
  /** From the end of the outage until it was ready; undefined when it never was. */
  readonly readyAfterMs: number | undefined;
  /** Executions that the engine had begun at its begin, and those that it began meanwhile. */
  readonly executedBefore: number;
  readonly executedMeanwhile: number;
}

export interface PerformOutageOptions {
  readonly what: string;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
  readonly forMs: number;
  readonly readiness: ReadinessWatch;
  readonly engine: Engine;
}

const PATIENCE_MS = 60_000;

/** Goes through an outage, and waits until the server says that it is ready again. */
export async function goThrough({ what, readiness, engine, ...outage }: PerformOutageOptions): Promise<Outage> {
  await outage.begin();
  const executedBefore = engine.stats().received;
  const beganMs = performance.now();
  await pause(outage.forMs);
  // However slow the machine is: somebody asked meanwhile, and was answered.
  while (readiness.between(beganMs, performance.now()).length === 0 && performance.now() - beganMs < PATIENCE_MS)
    await pause(20);
  const endedMs = performance.now();
  const executedMeanwhile = engine.stats().received - executedBefore;
  await outage.end();
  while (readiness.readyAfter(endedMs) === undefined && performance.now() - endedMs < PATIENCE_MS) await pause(20);
  const answers: Record<number, number> = {};
  for (const { status } of readiness.between(beganMs, endedMs)) answers[status] = (answers[status] ?? 0) + 1;
  const readyAfterMs = readiness.readyAfter(endedMs);
  return { what, awayMs: endedMs - beganMs, answers, readyAfterMs, executedBefore, executedMeanwhile };
}

/** What an outage should not look like, in sentences. */
export function faultsOfOutage({ what, answers, readyAfterMs }: Outage): readonly string[] {
  const faults: string[] = [];
  const wrong = Object.entries(answers).filter(([status]) => status !== '503');
  for (const [status, times] of wrong) faults.push(`/readyz said ${status} ${times} times while ${what} was away`);
  if (!answers[503]) faults.push(`/readyz never said 503 while ${what} was away`);
  if (readyAfterMs === undefined) faults.push(`/readyz did not say 200 within a minute once ${what} was back`);
  return faults;
}
