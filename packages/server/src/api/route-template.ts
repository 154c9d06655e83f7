import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AppEnv } from './router.ts';

/** Of calls that no route takes. */
export const noRoute = 'unmatched';

/** Middleware is mounted on these, and they are no routes. */
const shared: ReadonlySet<string> = new Set(['*', '/*', '/v1/*']);

/** The route that takes the call, `/v1/batches/{id}`: never a path as it was sent. */
export function routeTemplate(context: Context<AppEnv>): string {
  const paths = matchedRoutes(context).map(({ path }) => path);
  const exact = paths.find((path) => !path.includes('*'));
  const route = exact ?? paths.find((path) => !shared.has(path)) ?? noRoute;
  return route.replaceAll(/:(\w+)/g, '{$1}');
}
