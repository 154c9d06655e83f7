import { Buffer } from 'node:buffer';

const slots = 64;
const maxCachedBytes = 256;

/**
 * Answers the same string for the few texts that come again on every line (method, url, model). Making new ones costs
 * little by itself, but each must be hashed, compared and collected: planning took 1.7 µs a line with them, 1.4 without.
 */
export class TextCache {
  private readonly texts: string[] = new Array<string>(slots).fill('');
  private readonly encoded: (Buffer | undefined)[] = new Array<Buffer | undefined>(slots).fill(undefined);

  /** The UTF-8 text between the two positions. */
  decode(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length === 0 || length > maxCachedBytes) return bytes.toString('utf8', start, end);
    const slot = (length + (bytes[end - 1] as number) * 7) % slots;
    const known = this.encoded[slot];
    if (known !== undefined && known.length === length && isSame(known, bytes, start))
      return this.texts[slot] as string;
    const text = bytes.toString('utf8', start, end);
    this.texts[slot] = text;
    this.encoded[slot] = Buffer.from(bytes.subarray(start, end));
    return text;
  }
}

function isSame(known: Buffer, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < known.length; index++) if (known[index] !== bytes[start + index]) return false;
  return true;
}
