import { Buffer } from 'node:buffer';
import { seededChance } from '../seeded-chance.ts';

/** Bytes without a pattern, the same for the same seed. */
export function bytesOf(length: number, seed = 1): Uint8Array {
  const chance = seededChance(seed);
  return Uint8Array.from({ length }, () => Math.floor(chance() * 256));
}

/** The bytes in chunks of a few sizes, none and one among them. */
export async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const sizes = [1, 0, 7, 1_000, 65_536];
  for (let at = 0, turn = 0; at < bytes.byteLength; turn++) {
    const size = sizes[turn % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** A source that yields the bytes and then fails. */
export async function* failingAfter(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield* inChunks(bytes);
  throw error;
}

/** A source that waits, once the bytes are yielded, until it is told to end. */
export function pausing(bytes: Uint8Array): {
  readonly source: AsyncIterable<Uint8Array>;
  readonly paused: Promise<void>;
  readonly end: () => void;
} {
  const paused = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  async function* source(): AsyncGenerator<Uint8Array> {
    yield* inChunks(bytes);
    paused.resolve();
    await ended.promise;
  }
  return { source: source(), paused: paused.promise, end: () => ended.resolve() };
}

/** Like `bytesOf`, for lengths at which its chance takes seconds: one stretch of it again and again, of an odd length. */
export function longBytesOf(length: number, seed = 1): Uint8Array {
  return Buffer.alloc(length, bytesOf(65_537, seed));
}
