import { type FileSlice, readSlice } from './file-slice.ts';
import { multipartForm } from './multipart-form.ts';
import type { SizedUpload } from './sized-upload.ts';
import { uploadPath } from './wire-upload.ts';

const AT_ONCE = 4;
const PART_BYTES = 32 * 1024 ** 2;
/** Of a file so large that it would have more parts, they are larger, up to the 64 MiB that a server takes. */
const MOST_PARTS = 3_000;

/** Sends the file in parts, some at once; one that fails in passing is sent again. Answers their ids in the order of the file. */
export async function uploadParts(upload: SizedUpload, uploadId: string): Promise<readonly string[]> {
  const slices = slicesOf(upload);
  const sent = slices.map(() => 0);
  const ids: string[] = [];
  let next = 0;
  let failed = false;
  async function sendSome(): Promise<void> {
    while (next < slices.length && !failed) {
      const index = next++;
      const onSent = (bytes: number): void => {
        sent[index] = bytes;
        upload.onSent?.(
          sent.reduce((sum, part) => sum + part, 0),
          upload.bytes,
        );
      };
      try {
        ids[index] = await sendPart(upload, { uploadId, slice: slices[index] as FileSlice, onSent });
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const senders = await Promise.allSettled(Array.from({ length: AT_ONCE }, sendSome));
  const broken = senders.find((sender) => sender.status === 'rejected');
  if (broken) throw broken.reason;
  return ids;
}

function slicesOf({ path, bytes, partBytes: wanted = PART_BYTES }: SizedUpload): readonly FileSlice[] {
  const partBytes = Math.max(wanted, Math.ceil(bytes / MOST_PARTS));
  return Array.from({ length: Math.ceil(bytes / partBytes) }, (_, index) => {
    const offset = index * partBytes;
    return { path, offset, bytes: Math.min(partBytes, bytes - offset) };
  });
}

interface Part {
  readonly uploadId: string;
  readonly slice: FileSlice;
  readonly onSent: (bytes: number) => void;
}

async function sendPart({ api, randomness }: SizedUpload, { uploadId, slice, onSent }: Part): Promise<string> {
  const form = multipartForm({
    boundary: `spillway-${randomness.id()}`,
    field: 'data',
    filename: 'part',
    bytes: slice.bytes,
    content: () => readSlice(slice, onSent),
  });
  // A part whose answer was lost stays unnamed, and goes with the upload.
  const path = uploadPath(uploadId, '/parts');
  const { id } = await api.ask<{ id: string }>({ method: 'POST', path, ...form, repeatable: true });
  return id;
}
