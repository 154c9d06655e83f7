import { SpillwayError } from '@spillway/core';
import type { Hono } from 'hono';
import type { AppContext, AppEnv } from '../app-context.ts';
import { allowOnly } from './allow-only.ts';

/** A probe must answer before its prober gives up. */
const PING_MS = 2_000;

/** `/livez`: the process answers. `/readyz`: store and blob storage can serve. Both without a key. */
export function addHealthRoutes(app: Hono<AppEnv>, context: AppContext): void {
  app.get('/livez', ({ json }) => json({ status: 'ok' }));
  app.get('/readyz', async ({ json }) => {
    const obstacle = await findObstacle(context);
    if (obstacle === undefined) return json({ status: 'ready' });
    return json({ status: 'unavailable', reason: obstacle }, 503, { 'retry-after': '1' });
  });
  allowOnly(app, '/livez', 'GET');
  allowOnly(app, '/readyz', 'GET');
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
