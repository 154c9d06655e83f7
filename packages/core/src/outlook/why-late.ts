import { spanText } from '../quote/span-text.ts';
import type { OutlookCode, OutlookReason } from './outlook.ts';
import type { OutlookFacts, PartFacts, PoolFacts } from './outlook-facts.ts';

/** The last flush and the files. */
export const finishingMs = 2_000;
const HOUR_MS = 3_600_000;

/** The most telling first. */
const order: readonly OutlookCode[] = [
  ...(['no_worker', 'starting', 'interrupted', 'at_max', 'withheld'] as const),
  ...(['waiting', 'too_slow', 'not_measured'] as const),
];

/** Why a batch that runs is not expected to be in time: one sentence of each kind and model. */
export function whyLate({ asOf, batch, parts }: OutlookFacts): readonly OutlookReason[] {
  const leftMs = batch.deadlineAt - asOf;
  const reasons = parts.filter((part) => isTroubled(part, leftMs)).flatMap((part) => reasonsOf(part, leftMs));
  return reasons.toSorted((one, other) => order.indexOf(one.code) - order.indexOf(other.code));
}

function isTroubled({ finishInMs }: PartFacts, leftMs: number): boolean {
  return finishInMs === null || finishInMs === 'never' || finishInMs + finishingMs > leftMs;
}

function reasonsOf(part: PartFacts, leftMs: number): OutlookReason[] {
  return [
    ...noWorker(part),
    ...part.pools.flatMap((pool) => [
      ...starting(pool, part),
      ...interrupted(pool),
      ...atMax(pool, part),
      ...withheld(pool),
    ]),
    ...(part.leftHours === null ? notMeasured(part) : tooMuch(part, leftMs)),
  ];
}

function noWorker({ model, openRequests, pools }: PartFacts): OutlookReason[] {
  if (pools.some(({ live }) => live > 0)) return [];
  return [{ code: 'no_worker', text: `No worker serves '${model}'; ${requests(openRequests)} wait for one.` }];
}

function starting({ name, live, desired, most }: PoolFacts, { model }: PartFacts): OutlookReason[] {
  // Where nothing starts workers, what is wanted is only a number.
  if (most === null || desired <= live) return [];
  return [
    { code: 'starting', text: `${name} is asked for ${workers(desired)} for '${model}' and has ${count(live)}.` },
  ];
}

function interrupted({ name, preemptible, live, desired, most, workers: { now, lately } }: PoolFacts): OutlookReason[] {
  // Fewer because fewer are wanted is no interruption.
  if (!preemptible || lately <= now || (most !== null && desired <= live)) return [];
  return [
    { code: 'interrupted', text: `${name} had ${workers(lately)} within the last 15 min and has ${count(now)}.` },
  ];
}

function atMax({ name, live, desired, most, preemptible }: PoolFacts, { model }: PartFacts): OutlookReason[] {
  if (preemptible || most === null || Math.max(live, desired) < most) return [];
  return [{ code: 'at_max', text: `${name} may have ${workers(most)} for '${model}' and no more.` }];
}

function withheld({ name, live, permission }: PoolFacts): OutlookReason[] {
  if (live === 0 || permission === 'all') return [];
  const text =
    permission === 'none'
      ? `${name} has ${workers(live)}, kept for batches whose deadline needs them.`
      : `${name} has ${workers(live)}, which may only take what was interrupted or failed before.`;
  return [{ code: 'withheld', text }];
}

function tooMuch(part: PartFacts, leftMs: number): OutlookReason[] {
  const { finishInMs, aloneInMs, others } = part;
  if (aloneInMs !== null && aloneInMs !== 'never' && aloneInMs <= leftMs) {
    const beside = finishInMs === 'never' || finishInMs === null ? 'never' : `in ${spanText(finishInMs)}`;
    const many =
      others === 1 ? '1 other batch of the tenant waits' : `${count(others)} other batches of the tenant wait`;
    const own = others === 0 ? '' : ` ${many} beside it.`;
    const text = `Alone it would be done in ${spanText(aloneInMs)}, and with the work beside it ${beside}.${own}`;
    return [{ code: 'waiting', text }];
  }
  return tooSlow(part, leftMs);
}

function tooSlow({ model, leftHours, pools, openRequests }: PartFacts, leftMs: number): OutlookReason[] {
  const live = pools.reduce((sum, pool) => sum + pool.live, 0);
  if (leftHours === null || live === 0) return [];
  const work = `${requests(openRequests)} for '${model}' are ${spanText(leftHours * HOUR_MS)} of work for one worker`;
  const text = `${work}; ${live === 1 ? '1 lives' : `${count(live)} live`} and ${spanText(Math.max(0, leftMs))} are left.`;
  return [{ code: 'too_slow', text }];
}

function notMeasured({ model }: PartFacts): OutlookReason[] {
  return [{ code: 'not_measured', text: `It was never measured how fast a worker answers for '${model}'.` }];
}

function workers(number: number): string {
  return number === 1 ? '1 worker' : `${count(number)} workers`;
}

function requests(number: number): string {
  return number === 1 ? '1 request' : `${count(number)} requests`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
