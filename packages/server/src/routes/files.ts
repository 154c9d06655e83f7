import type { SpillwayFiles } from '@spillway/core';
import type { FileRecord } from '@spillway/core/store';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { download } from '../download/download.ts';
import { describeUpload, uploadForm } from '../upload/describe-upload.ts';
import { receiveForm } from '../upload/receive-form.ts';
import { deletedObject, deletedSchema } from '../wire/deleted-object.ts';
import { HttpRefusal, noSuchFile } from '../wire/error-body.ts';
import { fileObject, fileSchema } from '../wire/file-object.ts';
import { filePurposes } from '../wire/file-purposes.ts';
import { listObject, listSchema } from '../wire/list-object.ts';
import { isRecordId, recordId } from '../wire/record-id.ts';
import { wholeNumber } from '../wire/whole-number.ts';

const tag = 'Files';
const path = '/v1/files';

const listQuery = z.object({
  after: recordId.optional(),
  limit: wholeNumber(1, 10_000).optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  purpose: z.enum(filePurposes).optional(),
});

const rangeHeaders = z.object({
  range: z.string().optional().meta({ description: 'One range of bytes, answered with 206.' }),
  'if-range': z.string().optional().meta({ description: 'An etag: the range is minded only while it is the same.' }),
});

interface FileKey {
  readonly tenant: string;
  readonly id: string;
}

/** Files: upload, list, get, content, delete. */
export function addFileRoutes(context: AppContext): void {
  addCreateFile(context);
  addListFiles(context);
  addRetrieveFile(context);
  addDeleteFile(context);
  addDownloadFile(context);
}

function addCreateFile({ router, compatibility, spillway: { files } }: AppContext): void {
  router.add(
    {
      id: 'createFile',
      method: 'post',
      path,
      tag,
      summary: 'Upload a file',
      scope: 'write',
      form: uploadForm,
      answer: fileSchema,
    },
    async ({ caller: { tenant }, request }) => {
      const form = await receiveForm(request, 'file');
      const file = await files.upload({
        tenant,
        filename: form.filename,
        source: form.source,
        signal: request.signal,
        describe: () => describeUpload(form.fields, compatibility ? { purpose: 'batch' } : {}),
      });
      return fileObject(file);
    },
  );
}

function addListFiles({ router, spillway: { files } }: AppContext): void {
  router.add(
    {
      id: 'listFiles',
      method: 'get',
      path,
      tag,
      summary: 'List files',
      scope: 'read',
      query: listQuery,
      answer: listSchema(fileSchema),
    },
    async ({ caller: { tenant }, query: { after, purpose, order, limit = 10_000 } }) => {
      const optional = { ...(after !== undefined && { after }), ...(purpose !== undefined && { purpose }) };
      const page = await files.list({ tenant, order, limit, ...optional });
      return listObject(page.files.map(fileObject), page.hasMore);
    },
  );
}

function addRetrieveFile({ router, spillway: { files } }: AppContext): void {
  router.add(
    {
      id: 'retrieveFile',
      method: 'get',
      path: `${path}/{file_id}`,
      tag,
      summary: 'Look at a file',
      scope: 'read',
      answer: fileSchema,
    },
    async ({ caller: { tenant }, params: { file_id: id } }) => fileObject(await knownFile(files, { tenant, id })),
  );
}

function addDeleteFile({ router, spillway: { files } }: AppContext): void {
  router.add(
    {
      id: 'deleteFile',
      method: 'delete',
      path: `${path}/{file_id}`,
      tag,
      summary: 'Delete a file',
      scope: 'write',
      description: 'Refused while a batch that has not ended reads it.',
      answer: deletedSchema('file'),
    },
    async ({ caller: { tenant }, params: { file_id: id } }) => {
      await remove(files, await knownFile(files, { tenant, id }));
      return deletedObject('file', id);
    },
  );
}

function addDownloadFile({ router, report, spillway: { files } }: AppContext): void {
  router.add(
    {
      id: 'downloadFile',
      method: 'get',
      path: `${path}/{file_id}/content`,
      tag,
      summary: 'Download a file',
      scope: 'read',
      headers: rangeHeaders,
      answer: { type: 'application/octet-stream', description: 'The bytes, or the part that was asked for.' },
    },
    async ({ caller: { tenant }, params: { file_id: id }, request, requestId }) => {
      const file = await knownFile(files, { tenant, id });
      return download({ file, files, request, report: (error) => report(error, requestId) });
    },
  );
}

async function knownFile(files: SpillwayFiles, key: FileKey): Promise<FileRecord> {
  const file = isRecordId(key.id) ? await files.get(key) : undefined;
  if (!file) throw noSuchFile(key.id);
  return file;
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
