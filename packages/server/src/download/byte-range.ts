/** A part of a file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * The part that a Range header asks for (RFC 9110, section 14.2). Undefined for the whole: no header, several ranges, or
 * one that cannot be read, which a server may ignore. `unsatisfiable` when it begins beyond the end.
 */
export function byteRangeOf(header: string | null, bytes: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(' ', '') ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return suffix(Number(last), bytes);
  const offset = Number(first);
  if (last !== '' && Number(last) < offset) return undefined;
  if (offset >= bytes) return 'unsatisfiable';
  const end = last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  return { offset, length: end - offset };
}

function suffix(asked: number, bytes: number): ByteRange | 'unsatisfiable' {
  const length = Math.min(asked, bytes);
  return length === 0 ? 'unsatisfiable' : { offset: bytes - length, length };
}
