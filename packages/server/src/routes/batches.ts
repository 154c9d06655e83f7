import type { Hono } from 'hono';
import { z } from 'zod';
import type { AppContext, AppEnv } from '../app-context.ts';
import { batchObject } from '../wire/batch-object.ts';
import { HttpRefusal, noSuchBatch } from '../wire/error-body.ts';
import { listObject } from '../wire/list-object.ts';
import { parse } from '../wire/parse.ts';

const createBody = z.object({
  input_file_id: z.string().min(1),
  endpoint: z.string().min(1),
  completion_window: z.string().min(1),
  metadata: z.record(z.string(), z.string()).nullish(),
  output_expires_after: z
    .object({ anchor: z.literal('created_at'), seconds: z.int().min(3_600).max(2_592_000) })
    .nullish(),
});

const listQuery = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** Batches: create, get, list, cancel. */
export function addBatchRoutes(app: Hono<AppEnv>, { spillway }: AppContext): void {
  app.post('/v1/batches', async (context) => {
    const body = parse(createBody, await jsonBody(context.req.raw));
    const idempotencyKey = context.req.header('idempotency-key');
    const batch = await spillway.batches.create({
      tenant: context.get('tenant'),
      inputFileId: body.input_file_id,
      endpoint: body.endpoint,
      window: body.completion_window,
      metadata: body.metadata ?? null,
      ...(body.output_expires_after && { outputExpiresAfterMs: body.output_expires_after.seconds * 1_000 }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
    return context.json(batchObject(batch));
  });

  app.get('/v1/batches', async (context) => {
    const { after, limit } = parse(listQuery, context.req.query());
    const tenant = context.get('tenant');
    const page = await spillway.batches.list({ tenant, limit, ...(after !== undefined && { after }) });
    return context.json(listObject(page.batches.map(batchObject), page.hasMore));
  });

  app.get('/v1/batches/:id', async (context) => {
    const id = context.req.param('id');
    const batch = await spillway.batches.get({ tenant: context.get('tenant'), id });
    if (!batch) throw noSuchBatch(id);
    return context.json(batchObject(batch));
  });

  app.post('/v1/batches/:id/cancel', async (context) => {
    const key = { tenant: context.get('tenant'), id: context.req.param('id') };
    const batch = await spillway.batches.cancel(key);
    if (!batch) throw noSuchBatch(key.id);
    if (batch.endedAt !== null) {
      throw new HttpRefusal(400, { message: `Batch '${key.id}' has ended as ${batch.phase} and cannot be cancelled.` });
    }
    return context.json(batchObject(batch));
  });
}

async function jsonBody(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new HttpRefusal(400, { message: 'The request body is not valid JSON.', code: 'invalid_json' });
  }
}
