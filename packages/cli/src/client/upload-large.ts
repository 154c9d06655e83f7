import { SpillwayError } from '@spillway/core';
import { fileMd5 } from './file-md5.ts';
import { refuseIfChanged } from './file-slice.ts';
import { putDirect } from './put-direct.ts';
import { ServerRefusal } from './server-refusal.ts';
import type { SizedUpload } from './sized-upload.ts';
import { uploadName } from './upload-name.ts';
import { uploadParts } from './upload-parts.ts';
import type { WireFile } from './wire-file.ts';
import { uploadPath, type WireUpload } from './wire-upload.ts';

/**
 * Sends the file to blob storage directly where the server offers that, else in parts at once. Undefined on a server that
 * takes neither. What was begun and came to nothing is dropped, or expires by itself.
 */
export async function uploadLarge(upload: SizedUpload): Promise<WireFile | undefined> {
  const begun = await begin(upload);
  if (!begun) return undefined;
  const { api, path, identified } = upload;
  try {
    const wasPut = begun.direct ? await putDirect(upload, begun.direct) : false;
    const part_ids = wasPut ? [] : await uploadParts(upload, begun.id);
    await refuseIfChanged(upload);
    const md5 = identified ? await fileMd5(path, api.signal) : undefined;
    const json = { part_ids, ...(md5 !== undefined && { md5 }) };
    const call = { method: 'POST', path: uploadPath(begun.id, '/complete'), json, repeatable: true } as const;
    const { file } = await api.ask<WireUpload>(call);
    if (file) return file;
    throw new SpillwayError(`Upload ${begun.id} is complete, but its file is gone.`, { code: 'not_found' });
  } catch (error) {
    if (!api.signal.aborted) await drop(upload, begun.id);
    throw error;
  }
}

/** Undefined when the server takes no uploads in parts. */
async function begin({ api, path, purpose, bytes, expiresInMs }: SizedUpload): Promise<WireUpload | undefined> {
  const expires_after = expiresInMs !== undefined && {
    expires_after: { anchor: 'created_at', seconds: Math.round(expiresInMs / 1_000) },
  };
  const json = {
    bytes,
    filename: uploadName(path, purpose),
    mime_type: purpose === 'batch' ? 'application/jsonl' : 'application/octet-stream',
    purpose,
    direct: true,
    ...expires_after,
  };
  try {
    return await api.ask<WireUpload>({ method: 'POST', path: '/v1/uploads', json, repeatable: true });
  } catch (error) {
    const unknown = ServerRefusal.behind(error, 404, 405) !== undefined;
    const without = SpillwayError.is(error) && error.param === 'store';
    if (unknown || without) return undefined;
    throw error;
  }
}

async function drop({ api }: SizedUpload, id: string): Promise<void> {
  await api.ask({ method: 'POST', path: uploadPath(id, '/cancel') }).catch(() => {});
}
