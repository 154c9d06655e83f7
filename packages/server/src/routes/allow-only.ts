import type { Hono } from 'hono';
import type { AppEnv } from '../app-context.ts';
import { HttpRefusal } from '../wire/error-body.ts';

/** Answers the methods that the routes of a path, added before, do not take. Hono answers HEAD wherever GET is. */
export function allowOnly(app: Hono<AppEnv>, path: string, ...methods: readonly ('GET' | 'POST' | 'DELETE')[]): void {
  const allow = ['OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : []), ...methods].join(', ');
  app.all(path, ({ req }) => {
    if (req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
    throw new HttpRefusal(405, {
      message: `${req.path} does not take ${req.method}; it takes ${methods.join(' and ')}.`,
      code: 'method_not_supported',
      headers: { allow },
    });
  });
}
