import { randomBytes } from 'node:crypto';

/** The only door to chance, so that a simulation can repeat itself from a seed. */
export interface Randomness {
  /** A number in [0, 1). */
  next(): number;
  /** A fresh identifier of 26 lower-case letters and digits, unguessable when it comes from the system. */
  id(): string;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz012345';

/** Chance from the operating system. */
export const systemRandomness: Randomness = {
  next: () => Math.random(),
  id() {
    let text = '';
    for (const byte of randomBytes(26)) text += ALPHABET[byte & 31];
    return text;
  },
};
