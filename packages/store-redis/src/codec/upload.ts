import type { NewUpload, UploadClosing, UploadPart, UploadRecord } from '@spillway/core/store';
import type { Reply } from '../session.ts';
import { fieldsOf, listOf, numberOf, pairsOf } from './reply.ts';

type Told = Omit<NewUpload, 'id' | 'tenant' | 'expiresInMs'>;

export function encodeUpload({ filename, purpose, bytes, fileExpiresInMs, direct }: NewUpload): string {
  return JSON.stringify({ filename, purpose, bytes, fileExpiresInMs, direct } satisfies Told);
}

/** The parts of a completed upload as a list, of a cancelled one null. */
export function encodeClosing(closing: UploadClosing): string {
  return JSON.stringify(closing.as === 'completed' ? closing.partIds : null);
}

/** The upload of `{now, record, parts}`; undefined when there is none. */
export function decodeUpload(id: string, reply: Reply): UploadRecord | undefined {
  const [now, record, parts] = listOf(reply);
  const fields = record === undefined ? undefined : fieldsOf(record);
  if (!fields) return undefined;
  const closing = fields.get('closing');
  const partIds = closing === undefined ? null : (JSON.parse(closing) as readonly string[] | null);
  const expiresAt = Number(fields.get('expiresAt'));
  const unclosed = numberOf(now) < expiresAt ? 'pending' : 'expired';
  return {
    id,
    tenant: fields.get('tenant') ?? '',
    ...(JSON.parse(fields.get('upload') ?? '{}') as Told),
    status: closing === undefined ? unclosed : partIds === null ? 'cancelled' : 'completed',
    parts: pairsOf(parts).map(decodePart).sort(inOrder),
    partIds,
    purged: fields.get('purged') === '1',
    createdAt: Number(fields.get('createdAt')),
    expiresAt,
  };
}

function decodePart([id, text]: readonly [string, string]): UploadPart {
  const [bytes = 0, createdAt = 0] = text.split(':').map(Number);
  return { id, bytes, createdAt };
}

function inOrder(left: UploadPart, right: UploadPart): number {
  return left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1);
}
