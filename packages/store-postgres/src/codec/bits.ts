import type { SeqRange, Seqs } from '@spillway/core/store';

/** A bit string for PostgreSQL, in its binary form: bit 0 stands for `base`, the last bit for the last seq of the set. */
export function encodeBits(seqs: Seqs, base: number): Buffer {
  const end = seqs.at(-1)?.[1] ?? base;
  const bytes = Buffer.alloc(4 + Math.ceil((end - base) / 8));
  bytes.writeInt32BE(end - base, 0);
  for (const [from, to] of seqs) setBits(bytes, 32 + from - base, 32 + to - base);
  return bytes;
}

function setBits(bytes: Buffer, from: number, to: number): void {
  for (let at = from; at < to; ) {
    const whole = (at & 7) === 0 ? (to - at) & ~7 : 0;
    if (whole > 0) {
      bytes.fill(0xff, at >> 3, (at + whole) >> 3);
      at += whole;
    } else {
      bytes[at >> 3] = (bytes[at >> 3] as number) | (0x80 >> (at & 7));
      at++;
    }
  }
}

/** The same as text, for bit strings within arrays. */
export function encodeBitText(seqs: Seqs, base: number): string {
  let text = '';
  for (const [from, end] of seqs) text = text.padEnd(from - base, '0') + '1'.repeat(end - from);
  return text;
}

/** The set that the text of a bit string stands for. */
export function decodeBits(text: string, base: number): Seqs {
  const seqs: SeqRange[] = [];
  for (let from = text.indexOf('1'); from >= 0; ) {
    const zero = text.indexOf('0', from);
    const end = zero < 0 ? text.length : zero;
    seqs.push([base + from, base + end]);
    from = text.indexOf('1', end);
  }
  return seqs;
}
