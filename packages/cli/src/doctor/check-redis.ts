import type { Clock } from '@spillway/core';
import { connectRedis, createRedisStore, endRedis, inspectServer, reachRedis } from '@spillway/store-redis';
import { formatDuration } from '../flags/duration.ts';
import { type Finding, failed } from './finding.ts';
import { examineStore, type StoreExamination } from './store-examination.ts';

/** Looks at a Redis and at its settings under which it may lose something. Changes nothing. */
export async function checkRedis(
  url: string,
  { clock, whose }: { readonly clock: Clock; readonly whose: string },
): Promise<StoreExamination> {
  const found: Finding[] = [];
  const redis = connectRedis(url);
  try {
    await reachRedis(redis);
    const beganMs = clock.monotonic();
    await redis.ping();
    const answer = formatDuration(clock.monotonic() - beganMs);
    found.push({ check: 'database', state: 'ok', text: `${whose} answers in ${answer}` });
    found.push(...settings(await inspectServer(redis)));
  } catch (error) {
    return { findings: [...found, failed('database', error)], store: undefined };
  } finally {
    await endRedis(redis);
  }
  return examineStore(createRedisStore({ url }), { clock, found });
}

function settings(warnings: Awaited<ReturnType<typeof inspectServer>>): readonly Finding[] {
  if (warnings.length > 0) return warnings.map(({ text, fix }) => ({ check: 'settings', state: 'warn', text, fix }));
  return [{ check: 'settings', state: 'ok', text: 'it keeps what it acknowledged, and evicts nothing' }];
}
