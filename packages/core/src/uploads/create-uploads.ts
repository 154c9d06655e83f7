import { defaultTenant } from '../spillway/files.ts';
import { addPart } from './add-part.ts';
import { beginUpload } from './begin-upload.ts';
import { completeUpload } from './complete-upload.ts';
import { describeUpload } from './describe-upload.ts';
import { forgetParts } from './forget-parts.ts';
import { sharedCompletions } from './shared-completions.ts';
import type { SpillwayUploads, Upload, UploadKey } from './spillway-uploads.ts';
import { registryOf, type UploadContext } from './upload-context.ts';
import { notPending } from './upload-refusals.ts';

/** Files in parts: each part is a blob of its own, and completion joins them. */
export function createUploads(context: UploadContext): SpillwayUploads {
  return {
    create: async (order) => describeUpload(context, await beginUpload(context, order)),
    async get({ tenant = defaultTenant, id }) {
      const upload = await registryOf(context).get({ tenant, id });
      return upload && describeUpload(context, upload);
    },
    addPart: (part) => addPart(context, part),
    complete: sharedCompletions((completion) => completeUpload(context, completion)),
    cancel: (key) => cancelUpload(context, key),
  };
}

async function cancelUpload(
  context: UploadContext,
  { tenant = defaultTenant, id }: UploadKey,
): Promise<Upload | undefined> {
  const closed = await registryOf(context).close({ tenant, id, as: 'cancelled' });
  if (!closed) return undefined;
  if (closed.status !== 'cancelled') throw notPending(closed);
  await forgetParts(context, closed);
  return describeUpload(context, closed);
}
