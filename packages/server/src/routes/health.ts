import type { Hono } from 'hono';
import type { AppContext, AppEnv } from '../app-context.ts';

/** A probe must answer before its prober gives up. */
const PING_MS = 2_000;

/** `/livez`: the process answers. `/readyz`: store and blob storage can serve. */
export function addHealthRoutes(app: Hono<AppEnv>, { spillway }: AppContext): void {
  app.get('/livez', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', async (context) => {
    const signal = AbortSignal.timeout(PING_MS);
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('it did not answer in time')));
    });
    try {
      await Promise.race([spillway.ping(signal), late]);
      return context.json({ status: 'ready' });
    } catch (error) {
      return context.json({ status: 'unavailable', reason: (error as Error).message }, 503);
    }
  });
}
