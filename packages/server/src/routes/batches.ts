import type { Batch } from '@spillway/core/store';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { AppContext, AppEnv } from '../app-context.ts';
import { batchObject } from '../wire/batch-object.ts';
import { HttpRefusal, noSuchBatch } from '../wire/error-body.ts';
import { jsonBody } from '../wire/json-body.ts';
import { listObject } from '../wire/list-object.ts';
import { parse } from '../wire/parse.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { wholeNumber } from '../wire/whole-number.ts';
import { allowOnly } from './allow-only.ts';

const createBody = z.object({
  input_file_id: recordId,
  endpoint: z.string().min(1).max(256),
  completion_window: z.string().min(1).max(32),
  // A record of zod would drop a pair whose key is `__proto__`.
  metadata: z.custom<Record<string, string>>(isTexts, 'expected an object whose values are strings').nullish(),
  output_expires_after: z
    .object({ anchor: z.literal('created_at'), seconds: z.int().min(3_600).max(2_592_000) })
    .nullish(),
});

const listQuery = z.object({ after: recordId.optional(), limit: wholeNumber(1, 100).optional() });

/** Batches: create, get, list, cancel. */
export function addBatchRoutes(app: Hono<AppEnv>, { spillway: { batches } }: AppContext): void {
  app.post('/v1/batches', async (context) => {
    const body = parse(createBody, await jsonBody(context.req.raw));
    const idempotencyKey = context.req.header('idempotency-key');
    const batch = await batches.create({
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
    const { after, limit = 20 } = parse(listQuery, context.req.query());
    const tenant = context.get('tenant');
    const page = await batches.list({ tenant, limit, ...(after !== undefined && { after }) });
    return context.json(listObject(page.batches.map(batchObject), page.hasMore));
  });
  allowOnly(app, '/v1/batches', 'GET', 'POST');

  const known = async (key: { readonly tenant: string; readonly id: string }): Promise<Batch> => {
    const batch = isRecordId(key.id) ? await batches.get(key) : undefined;
    if (!batch) throw noSuchBatch(key.id);
    return batch;
  };

  app.get('/v1/batches/:id', async (context) => {
    return context.json(batchObject(await known({ tenant: context.get('tenant'), id: context.req.param('id') })));
  });
  allowOnly(app, '/v1/batches/:id', 'GET');

  app.post('/v1/batches/:id/cancel', async (context) => {
    const key = { tenant: context.get('tenant'), id: context.req.param('id') };
    refuseEnded(await known(key));
    const batch = (await batches.cancel(key)) ?? (await known(key));
    // It may have ended meanwhile; as cancelled, that is what was asked for.
    if (batch.phase !== 'cancelled') refuseEnded(batch);
    return context.json(batchObject(batch));
  });
  allowOnly(app, '/v1/batches/:id/cancel', 'POST');
}

function refuseEnded({ id, phase, endedAt }: Batch): void {
  if (endedAt === null) return;
  throw new HttpRefusal(400, { message: `Batch '${id}' has ended as ${phase} and cannot be cancelled.` });
}

function isTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
