import { SpillwayError } from '@spillway/core';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';

/** A probe must answer before its prober gives up. */
const PING_MS = 2_000;

const tag = 'Health';

/** `/livez`: the process answers. `/readyz`: store and blob storage can serve. Both without a key. */
export function addHealthRoutes(context: AppContext): void {
  const { router } = context;
  router.add(
    {
      id: 'livez',
      method: 'get',
      path: '/livez',
      tag,
      summary: 'Whether the process answers',
      answer: z.object({ status: z.literal('ok') }),
    },
    () => ({ status: 'ok' as const }),
  );
  router.add(
    {
      id: 'readyz',
      method: 'get',
      path: '/readyz',
      tag,
      summary: 'Whether store and blob storage can serve',
      description: 'Answers 503 with a `reason` while they cannot.',
      answer: z.object({ status: z.literal('ready') }),
      otherAnswers: { 503: z.object({ status: z.literal('unavailable'), reason: z.string() }) },
    },
    async () => {
      const obstacle = await findObstacle(context);
      if (obstacle === undefined) return { status: 'ready' as const };
      const unready = { status: 'unavailable', reason: obstacle };
      return Response.json(unready, { status: 503, headers: { 'retry-after': '1' } });
    },
  );
}

/** Why store or blob storage cannot serve; undefined when they can. */
async function findObstacle({ spillway, clock }: AppContext): Promise<string | undefined> {
  const over = new AbortController();
  const late = clock.sleep(PING_MS, over.signal).then(() => `It did not answer within ${PING_MS} ms.`);
  const pinged = spillway.ping(over.signal).then(
    () => undefined,
    (error: unknown) => (SpillwayError.is(error) ? error.message : 'It failed in an unexpected way.'),
  );
  try {
    return await Promise.race([pinged, late]);
  } finally {
    over.abort();
  }
}
