/**
 * Mixes a word of 32 bits into a hash of 32 bits so that every input bit reaches every output bit
 * (the finalizer of MurmurHash3 by Austin Appleby).
 */
export function mix(hash: number, word: number): number {
  let mixed = hash ^ word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A number in [0, 1) that depends on all the words, and on nothing else. */
export function uniform(seed: number, high: number, low: number, salt: number): number {
  return mix(mix(mix(mix(seed + 0x9e3779b9, high), low), salt), 0x27d4eb2f) / 2 ** 32;
}
