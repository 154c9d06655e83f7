import type { SpillwayFiles } from '@spillway/core';
import type { FileRecord } from '@spillway/core/store';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { AppContext, AppEnv } from '../app-context.ts';
import { download } from '../download/download.ts';
import { describeUpload, inputPurposes } from '../upload/describe-upload.ts';
import { receiveForm } from '../upload/receive-form.ts';
import { HttpRefusal, noSuchFile } from '../wire/error-body.ts';
import { fileObject } from '../wire/file-object.ts';
import { listObject } from '../wire/list-object.ts';
import { parse } from '../wire/parse.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { wholeNumber } from '../wire/whole-number.ts';
import { allowOnly } from './allow-only.ts';

const listQuery = z.object({
  after: recordId.optional(),
  limit: wholeNumber(1, 10_000).optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  purpose: z.enum([...inputPurposes, 'batch_output']).optional(),
});

interface FileKey {
  readonly tenant: string;
  readonly id: string;
}

/** Files: upload, list, get, content, delete. */
export function addFileRoutes(app: Hono<AppEnv>, { spillway: { files }, report }: AppContext): void {
  app.post('/v1/files', async (context) => {
    const form = await receiveForm(context.req.raw);
    const file = await files.upload({
      tenant: context.get('tenant'),
      filename: form.filename,
      source: form.source,
      signal: context.req.raw.signal,
      describe: () => describeUpload(form.fields),
    });
    return context.json(fileObject(file));
  });

  app.get('/v1/files', async (context) => {
    const { after, purpose, order, limit = 10_000 } = parse(listQuery, context.req.query());
    const optional = { ...(after !== undefined && { after }), ...(purpose !== undefined && { purpose }) };
    const page = await files.list({ tenant: context.get('tenant'), order, limit, ...optional });
    return context.json(listObject(page.files.map(fileObject), page.hasMore));
  });
  allowOnly(app, '/v1/files', 'GET', 'POST');

  const known = async (key: FileKey): Promise<FileRecord> => {
    const file = isRecordId(key.id) ? await files.get(key) : undefined;
    if (!file) throw noSuchFile(key.id);
    return file;
  };

  app.get('/v1/files/:id', async (context) => {
    return context.json(fileObject(await known({ tenant: context.get('tenant'), id: context.req.param('id') })));
  });

  app.delete('/v1/files/:id', async (context) => {
    const key = { tenant: context.get('tenant'), id: context.req.param('id') };
    await remove(files, await known(key));
    return context.json({ id: key.id, object: 'file', deleted: true });
  });
  allowOnly(app, '/v1/files/:id', 'GET', 'DELETE');

  app.get('/v1/files/:id/content', async (context) => {
    const file = await known({ tenant: context.get('tenant'), id: context.req.param('id') });
    const failed = (error: unknown): void => report(error, context.env.requestId);
    return download({ file, files, request: context.req.raw, report: failed });
  });
  allowOnly(app, '/v1/files/:id/content', 'GET');
}

async function remove(files: SpillwayFiles, { tenant, id }: FileKey): Promise<void> {
  const removed = await files.remove({ tenant, id });
  if (removed === 'absent') throw noSuchFile(id);
  if (removed === 'in_use') {
    throw new HttpRefusal(400, {
      message: `File '${id}' is the input of a batch that is still running; cancel the batch or wait for its end.`,
      param: 'id',
      code: 'file_in_use',
    });
  }
}
