import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ApiRouter, type AppEnv } from './router.ts';

/** What is to fail here fails in `npm run typecheck`, which refuses an expected error that does not come. */
test('a handler answers what its endpoint says', async () => {
  const app = new Hono<AppEnv>();
  const router = new ApiRouter({ app, present: (answer) => answer });
  const told = { method: 'get', tag: 'Parts', summary: 'Look at a part' } as const;
  const bindings = { requestId: 'req_1', taken: { route: '' } };
  const answer: z.ZodType<{ readonly name: string }> = z.object({ name: z.string() });
  router.add({ ...told, id: 'right', path: '/right', answer }, () => ({ name: 'a' }));
  // @ts-expect-error The endpoint says `name`.
  router.add({ ...told, id: 'wrong', path: '/wrong', answer }, () => ({ title: 'a' }));
  router.add({ ...told, id: 'whole', path: '/whole', answer }, () => new Response('a'));
  expect(await (await app.request('/right', {}, bindings)).json()).toEqual({ name: 'a' });
  expect(router.endpoints.map(({ id }) => id)).toEqual(['right', 'wrong', 'whole']);
});
