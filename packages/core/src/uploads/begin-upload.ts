import { SpillwayError } from '../errors/index.ts';
import { fileLifeMs } from '../retention/retention.ts';
import { refuseBadName } from '../spillway/file-name.ts';
import { defaultTenant } from '../spillway/files.ts';
import type { UploadRecord } from '../store/index.ts';
import type { UploadOrder } from './spillway-uploads.ts';
import { registryOf, type UploadContext } from './upload-context.ts';

/** As long as OpenAI's. */
const UPLOAD_LIFE_MS = 3_600_000;

export async function beginUpload(context: UploadContext, order: UploadOrder): Promise<UploadRecord> {
  const { tenant = defaultTenant, filename, purpose = 'batch', bytes, direct = false } = order;
  const uploads = registryOf(context);
  refuseBadName(filename, { purpose, param: 'filename' });
  refuseBadSize(bytes, context.limits.uploadBytes);
  return uploads.create({
    id: `upload_${context.randomness.id()}`,
    tenant,
    filename,
    purpose,
    bytes,
    fileExpiresInMs: fileLifeMs(order, context.retention),
    direct: direct && context.blobs.capabilities.signedUrls,
    expiresInMs: UPLOAD_LIFE_MS,
  });
}

function refuseBadSize(bytes: number, mostBytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new SpillwayError('An upload has a whole number of bytes, at least 1.', {
      code: 'invalid_argument',
      param: 'bytes',
    });
  }
  if (bytes <= mostBytes) return;
  throw new SpillwayError(`The upload is larger than the limit of ${mostBytes} bytes.`, {
    code: 'too_large',
    param: 'bytes',
    hint: 'Split the file into several, or raise the limit on the server.',
  });
}
