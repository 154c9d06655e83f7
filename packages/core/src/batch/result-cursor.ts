import { createHash } from 'node:crypto';
import type { Batch, Seqs } from '../store/index.ts';
import { decodeRuns, encodeRuns } from './run-lengths.ts';

/** Of what a cursor is: the order names the way in which results are read. */
export interface CursorSubject extends Pick<Batch, 'id' | 'revision' | 'counts'> {
  readonly order: 'completion' | 'input';
}

const VERSION = 1;
const HEAD_BYTES = 6;
const TAG_BYTES = 8;

/**
 * What was handed out, as opaque text: version, order and revision, the set of the seqs, and a tag over these and the
 * batch's id, by which cursors of other batches and damaged ones are known.
 */
export function encodeCursor({ id, revision, order }: CursorSubject, handed: Seqs): string {
  const body = Buffer.concat([headOf(revision, order), encodeRuns(handed)]);
  return Buffer.concat([body, tagOf(id, body)]).toString('base64url');
}

/** What was handed out; undefined when the text is no cursor of this batch, revision and order. */
export function decodeCursor({ id, revision, order, counts }: CursorSubject, cursor: string): Seqs | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  const body = bytes.subarray(0, -TAG_BYTES);
  if (bytes.toString('base64url') !== cursor || !tagOf(id, body).equals(bytes.subarray(-TAG_BYTES))) return undefined;
  if (!headOf(revision, order).equals(body.subarray(0, HEAD_BYTES))) return undefined;
  return decodeRuns(body.subarray(HEAD_BYTES), counts.total);
}

function headOf(revision: number, order: CursorSubject['order']): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = VERSION;
  head[1] = order === 'completion' ? 0 : 1;
  head.writeUInt32BE(revision, 2);
  return head;
}

function tagOf(batchId: string, body: Uint8Array): Buffer {
  return createHash('sha256').update(`${batchId}\n`).update(body).digest().subarray(0, TAG_BYTES);
}
