import { isUtf8 } from 'node:buffer';

/** A body that is one JSON object. */
export interface JsonBody {
  readonly value: Readonly<Record<string, unknown>>;
  /** Its bytes without raw newlines. */
  readonly bytes: Uint8Array;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** Undefined when the bytes are not one whole JSON object. Newlines among them become spaces, in place. */
export function parseJsonBody(bytes: Buffer): JsonBody | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { value: value as JsonBody['value'], bytes: onOneLine(bytes) };
  } catch {
    return undefined;
  }
}

/** JSON has no raw newlines inside of strings, so outside of them a space means the same. */
function onOneLine(bytes: Buffer): Uint8Array {
  for (const newline of [LF, CR]) {
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) bytes[at] = SPACE;
  }
  return bytes;
}
