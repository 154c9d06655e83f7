import { type Buffer, isUtf8 } from 'node:buffer';

/** Windows down to this size are halved; what is left is looked at character by character. */
const smallBytes = 8;

/** Where the first bytes that are not UTF-8 begin, in bytes that hold some; every byte is looked at about once. */
export function invalidUtf8At(bytes: Buffer): number {
  let from = 0;
  let end = bytes.length;
  while (end - from > smallBytes) {
    const middle = characterStart(bytes, (from + end) >> 1);
    if (isUtf8(bytes.subarray(from, middle))) from = middle;
    else end = middle;
  }
  for (;;) {
    const length = [1, 2, 3, 4].find((wanted) => from + wanted <= end && isUtf8(bytes.subarray(from, from + wanted)));
    if (length === undefined) return from;
    from += length;
  }
}

/** The beginning of the character that this byte belongs to; the byte itself where none is near. */
function characterStart(bytes: Buffer, at: number): number {
  for (let start = at; start > at - 4; start--) if (((bytes[start] as number) & 0xc0) !== 0x80) return start;
  return at;
}
