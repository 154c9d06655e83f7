import { Buffer } from 'node:buffer';
import { SpillwayError } from '../errors/index.ts';
import { CustomIdHash, customIdBytes, type HashKey } from './custom-id-hash.ts';
import type { ReadRange } from './read-range.ts';
import { recordBytes } from './sorted-runs.ts';

/*
 * The index: a header of five big-endian words (magic, version, the two of the key, count), then `count` records of
 * three (upper and lower half of the hash, seq), ascending.
 */
const magic = 0x53574349;
const version = 1;
const headerBytes = 20;
const windowRecords = 4096;
/** Nearly always one record is equal, or none. */
const equalRecords = 64;

/** Size of an index of so many requests. */
export function customIdIndexBytes(count: number): number {
  return headerBytes + count * recordBytes;
}

/** The index as bytes, from pages of records in ascending order. */
export async function* encodeCustomIdIndex(
  key: HashKey,
  count: number,
  pages: AsyncIterable<Uint32Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield bigEndian([magic, version, ...key, count]);
  for await (const page of pages) yield bigEndian(page);
}

/**
 * Seqs of the requests whose custom_id may be this one, ascending. Hashes can collide: compare the id in the line
 * before telling anybody. Takes two or three reads, whatever the size of the index.
 */
export async function findInCustomIdIndex(readRange: ReadRange, customId: string): Promise<number[]> {
  const { key, count } = await readHeader(readRange);
  const hash = new CustomIdHash(key);
  const bytes = customIdBytes(customId);
  hash.update(bytes, 0, bytes.length);
  const index: IndexReader = (first, records) => readRecords(readRange, first, Math.min(records, count - first));
  return equalsFrom(index, await lowerBound(index, count, hash), hash);
}

async function readHeader(readRange: ReadRange): Promise<{ key: HashKey; count: number }> {
  const bytes = await readRange(0, headerBytes);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes || header.getUint32(0) !== magic || header.getUint32(4) !== version) {
    throw new SpillwayError('the blob is no custom_id index that this version can read', { code: 'internal' });
  }
  return { key: [header.getUint32(8), header.getUint32(12)], count: header.getUint32(16) };
}

/** Some records from the `first` on, fewer where the index ends before. */
type IndexReader = (first: number, records: number) => Promise<DataView>;

async function readRecords(readRange: ReadRange, first: number, records: number): Promise<DataView> {
  const bytes = await readRange(headerBytes + first * recordBytes, records * recordBytes);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How many records are below the hash. Hashes are spread evenly, so the first guess is nearly always the last. */
async function lowerBound(index: IndexReader, count: number, hash: CustomIdHash): Promise<number> {
  let from = 0;
  let end = count;
  let guess = Math.floor((count * hash.high) / 2 ** 32);
  while (from < end) {
    const start = Math.max(from, Math.min(guess - windowRecords / 2, end - windowRecords));
    const window = await index(start, Math.min(windowRecords, end - start));
    const records = window.byteLength / recordBytes;
    const below = countBelow(window, records, hash);
    if (below > 0 && below < records) return start + below;
    if (below === 0) end = start;
    else from = start + records;
    guess = Math.floor((from + end) / 2);
  }
  return from;
}

function countBelow(window: DataView, records: number, hash: CustomIdHash): number {
  let from = 0;
  let end = records;
  while (from < end) {
    const middle = (from + end) >> 1;
    if (compare(window, middle, hash) < 0) from = middle + 1;
    else end = middle;
  }
  return from;
}

async function equalsFrom(index: IndexReader, first: number, hash: CustomIdHash): Promise<number[]> {
  const seqs: number[] = [];
  for (let at = first; ; at += equalRecords) {
    const window = await index(at, equalRecords);
    for (let record = 0; record < equalRecords; record++) {
      if (record * recordBytes >= window.byteLength || compare(window, record, hash) !== 0) return seqs;
      seqs.push(window.getUint32(record * recordBytes + 8));
    }
  }
}

function compare(window: DataView, record: number, { high, low }: CustomIdHash): number {
  const at = record * recordBytes;
  return window.getUint32(at) - high || window.getUint32(at + 4) - low;
}

function bigEndian(words: ArrayLike<number>): Uint8Array {
  const bytes = Buffer.alloc(words.length * 4);
  for (let index = 0; index < words.length; index++) bytes.writeUInt32BE(words[index] as number, index * 4);
  return bytes;
}
