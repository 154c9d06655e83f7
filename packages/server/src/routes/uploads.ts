import type { SpillwayUploads, Upload } from '@spillway/core';
import { z } from 'zod';
import { isAllowed } from '../access/caller.ts';
import type { AppContext } from '../app-context.ts';
import { receiveForm } from '../upload/receive-form.ts';
import { noSuchUpload } from '../wire/error-body.ts';
import { inputPurposes } from '../wire/file-purposes.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { uploadObject, uploadPartObject, uploadPartSchema, uploadSchema } from '../wire/upload-object.ts';

const tag = 'Uploads';
const path = '/v1/uploads';
const upload = `${path}/{upload_id}` as const;

const createBody = z.object({
  bytes: z.int().min(1),
  filename: z.string(),
  mime_type: z.string().min(1).max(256).meta({ description: 'Not kept: files are served as bytes.' }),
  purpose: z.enum(inputPurposes),
  expires_after: z
    .object({ anchor: z.literal('created_at'), seconds: z.int().min(3_600).max(2_592_000) })
    .nullish()
    .meta({ description: 'Of the file, counted from its creation.' }),
  direct: z.boolean().optional().meta({
    description: "Whether the client would put the whole content into blob storage by itself. Spillway's own.",
  }),
});

const completeBody = z.object({
  part_ids: z.array(recordId).max(4_000).meta({
    description: 'In the order of the file. None: what was put to the address in `direct`.',
  }),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}$/i, 'expected 32 hexadecimal digits')
    .nullish()
    .meta({ description: 'Of the whole content, which is read to compare it.' }),
});

/** Files in parts: create, look at, add parts, complete, cancel. */
export function addUploadRoutes(context: AppContext): void {
  addCreateUpload(context);
  addRetrieveUpload(context);
  addCreatePart(context);
  addCompleteUpload(context);
  addCancelUpload(context);
}

function addCreateUpload({ router, spillway: { uploads } }: AppContext): void {
  router.add(
    {
      id: 'createUpload',
      method: 'post',
      path,
      tag,
      summary: 'Begin an upload in parts',
      description: 'It is open for an hour.',
      scope: 'write',
      body: createBody,
      answer: uploadSchema,
    },
    async ({ caller: { tenant }, body: { bytes, filename, purpose, expires_after: life, direct = false } }) => {
      const order = { tenant, bytes, filename, purpose, direct };
      return uploadObject(await uploads.create({ ...order, ...(life && { expiresInMs: life.seconds * 1_000 }) }));
    },
  );
}

function addRetrieveUpload({ router, spillway: { uploads } }: AppContext): void {
  router.add(
    {
      id: 'retrieveUpload',
      method: 'get',
      path: upload,
      tag,
      summary: 'Look at an upload',
      description: '`direct` is null for keys without the scope `write`.',
      scope: 'read',
      answer: uploadSchema,
    },
    async ({ caller, params: { upload_id: id } }) => {
      const found = await knownUpload(uploads, { tenant: caller.tenant, id });
      return uploadObject(isAllowed(caller, 'write') ? found : { ...found, direct: null });
    },
  );
}

function addCreatePart({ router, spillway: { uploads } }: AppContext): void {
  router.add(
    {
      id: 'createUploadPart',
      method: 'post',
      path: `${upload}/parts`,
      tag,
      summary: 'Add a part',
      description: 'Up to 64 MiB. Parts may come in parallel and in any order.',
      scope: 'write',
      form: z.object({ data: z.file() }),
      answer: uploadPartSchema,
    },
    async ({ caller: { tenant }, params: { upload_id: id }, request }) => {
      await knownUpload(uploads, { tenant, id });
      const { source } = await receiveForm(request, 'data');
      const part = await uploads.addPart({ tenant, id, source, signal: request.signal });
      if (!part) throw noSuchUpload(id);
      return uploadPartObject(id, part);
    },
  );
}

function addCompleteUpload({ router, spillway: { uploads } }: AppContext): void {
  router.add(
    {
      id: 'completeUpload',
      method: 'post',
      path: `${upload}/complete`,
      tag,
      summary: 'Make a file of the parts',
      description: 'Asked again with the same parts, it answers the same file.',
      scope: 'write',
      body: completeBody,
      answer: uploadSchema,
    },
    async ({ caller: { tenant }, params: { upload_id: id }, body: { part_ids: partIds, md5 }, request }) => {
      if (!isRecordId(id)) throw noSuchUpload(id);
      const { signal } = request;
      const completed = await uploads.complete({ tenant, id, partIds, signal, ...(md5 && { md5 }) });
      if (!completed) throw noSuchUpload(id);
      return uploadObject(completed);
    },
  );
}

function addCancelUpload({ router, spillway: { uploads } }: AppContext): void {
  router.add(
    {
      id: 'cancelUpload',
      method: 'post',
      path: `${upload}/cancel`,
      tag,
      summary: 'Drop an upload',
      scope: 'write',
      answer: uploadSchema,
    },
    async ({ caller: { tenant }, params: { upload_id: id } }) => {
      const cancelled = isRecordId(id) ? await uploads.cancel({ tenant, id }) : undefined;
      if (!cancelled) throw noSuchUpload(id);
      return uploadObject(cancelled);
    },
  );
}

async function knownUpload(
  uploads: SpillwayUploads,
  { tenant, id }: { readonly tenant: string; readonly id: string },
): Promise<Upload> {
  const found = isRecordId(id) ? await uploads.get({ tenant, id }) : undefined;
  if (!found) throw noSuchUpload(id);
  return found;
}
