import type { SpillwayFiles } from '@spillway/core';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { AppContext, AppEnv } from '../app-context.ts';
import { receiveForm } from '../upload/receive-form.ts';
import { HttpRefusal, missingField, noSuchFile } from '../wire/error-body.ts';
import { fileObject } from '../wire/file-object.ts';
import { listObject } from '../wire/list-object.ts';
import { parse } from '../wire/parse.ts';

const purposes = ['batch', 'user_data', 'assistants', 'fine-tune', 'vision', 'evals'] as const;

const formFields = z.object({
  purpose: z.enum(purposes),
  'expires_after[anchor]': z.literal('created_at').optional(),
  'expires_after[seconds]': z.coerce.number().int().min(3_600).max(2_592_000).optional(),
});

const listQuery = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
  order: z.enum(['asc', 'desc']).default('desc'),
  purpose: z.string().optional(),
});

/** Files: upload, list, get, content, delete. */
export function addFileRoutes(app: Hono<AppEnv>, { spillway: { files } }: AppContext): void {
  app.post('/v1/files', async (context) => {
    const form = await receiveForm(context.req.raw);
    const file = await files.upload({
      tenant: context.get('tenant'),
      filename: form.filename,
      source: form.source,
      signal: context.req.raw.signal,
      describe: () => describe(form.fields),
    });
    return context.json(fileObject(file));
  });

  app.get('/v1/files', async (context) => {
    const { after, purpose, ...query } = parse(listQuery, context.req.query());
    const optional = { ...(after !== undefined && { after }), ...(purpose !== undefined && { purpose }) };
    const page = await files.list({ tenant: context.get('tenant'), ...query, ...optional });
    return context.json(listObject(page.files.map(fileObject), page.hasMore));
  });

  app.get('/v1/files/:id', async (context) => {
    const id = context.req.param('id');
    const file = await files.get({ tenant: context.get('tenant'), id });
    if (!file) throw noSuchFile(id);
    return context.json(fileObject(file));
  });

  app.get('/v1/files/:id/content', async (context) => {
    const key = { tenant: context.get('tenant'), id: context.req.param('id') };
    const file = await files.get(key);
    const content = file && (await files.content({ ...key, signal: context.req.raw.signal }));
    if (!content) throw noSuchFile(key.id);
    return new Response(ReadableStream.from(content), {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(file.bytes),
        'content-disposition': `attachment; filename="${encodeURIComponent(file.filename)}"`,
      },
    });
  });

  app.delete('/v1/files/:id', async (context) => {
    const id = context.req.param('id');
    await remove(files, { tenant: context.get('tenant'), id });
    return context.json({ id, object: 'file', deleted: true });
  });
}

function describe(fields: ReadonlyMap<string, string>): { purpose: string; expiresInMs?: number } {
  const form = parse(formFields, Object.fromEntries(fields));
  const seconds = form['expires_after[seconds]'];
  if (seconds !== undefined && form['expires_after[anchor]'] === undefined) throw missingField('expires_after[anchor]');
  return { purpose: form.purpose, ...(seconds !== undefined && { expiresInMs: seconds * 1_000 }) };
}

async function remove(files: SpillwayFiles, key: { readonly tenant: string; readonly id: string }): Promise<void> {
  const removed = await files.remove(key);
  if (removed === 'absent') throw noSuchFile(key.id);
  if (removed === 'in_use') {
    throw new HttpRefusal(400, {
      message: `File '${key.id}' is the input of a batch that is still running; cancel the batch or wait for its end.`,
      param: 'id',
      code: 'file_in_use',
    });
  }
}
