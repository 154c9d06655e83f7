import { SpillwayError } from '@spillway/core/errors';
import { eachSeq, type Seqs } from '@spillway/core/store';

/*
 * Arrays travel to PostgreSQL in its binary form: a flush of 512 requests carries seven of them, and their text took
 * most of a settlement's time on both sides.
 */

const smallintOid = 21;
const intOid = 23;
const headerBytes = 20;

export function encodeSmallints(values: readonly number[]): Buffer {
  return encodeArray(values, smallintOid, 2);
}

export function encodeInts(values: readonly number[]): Buffer {
  return encodeArray(values, intOid, 4);
}

/** The seqs as positions from `base`, as unsigned 16-bit numbers in signed ones. */
export function encodePositions(seqs: Seqs, base: number): Buffer {
  const positions: number[] = [];
  for (const seq of eachSeq(seqs)) positions.push(((seq - base) << 16) >> 16);
  return encodeSmallints(positions);
}

function encodeArray(values: readonly number[], oid: number, width: 2 | 4): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes + values.length * (4 + width));
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(0, 4);
  bytes.writeInt32BE(oid, 8);
  bytes.writeInt32BE(values.length, 12);
  bytes.writeInt32BE(1, 16);
  const limit = width === 2 ? 0x7fff : 0x7fffffff;
  let at = headerBytes;
  for (const value of values) {
    if (!(value >= -limit - 1 && value <= limit)) throw outOfRange(value);
    at = bytes.writeInt32BE(width, at);
    at = width === 2 ? bytes.writeInt16BE(value, at) : bytes.writeInt32BE(value, at);
  }
  return bytes;
}

function outOfRange(value: number): SpillwayError {
  return new SpillwayError(`A settlement cannot hold the number ${value}.`, { code: 'invalid_argument' });
}

/** The numbers of an array that PostgreSQL wrote as text; `{1,2}` is but one replacement from JSON. */
export function decodeNumbers(text: string): number[] {
  return JSON.parse(`[${text.slice(1, -1)}]`) as number[];
}

/** The seqs of positions from `base`, see {@link encodePositions}. */
export function decodePositions(text: string, base: number): number[] {
  return decodeNumbers(text).map((position) => base + (position & 0xffff));
}
