import { SpillwayError } from '../errors/index.ts';

const maxKeyLength = 1024;
// 255 is the longest name of a file on every common filesystem. A leading dot is kept for storages' own files, and
// keeps `.` and `..` out.
const segment = /^[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,254}$/;

/** Whether the text can be one of the slash-separated words of a key. */
export function isKeySegment(text: string): boolean {
  return segment.test(text);
}

/** Throws `invalid_argument` unless the key is one that every blob storage accepts. */
export function checkBlobKey(key: string): void {
  if (key.length <= maxKeyLength && key.split('/').every(isKeySegment)) return;
  throw invalid(`Not a blob key: ${quote(key)}`, 'key');
}

/** Throws `invalid_argument` unless the text can be the beginning of a key; empty is the beginning of all. */
export function checkKeyPrefix(prefix: string): void {
  const words = prefix.split('/');
  const last = words.pop();
  if (prefix.length <= maxKeyLength && words.every(isKeySegment) && (last === '' || isKeySegment(last ?? ''))) return;
  throw invalid(`Not the beginning of a blob key: ${quote(prefix)}`, 'prefix');
}

function invalid(message: string, param: string): SpillwayError {
  return new SpillwayError(message, {
    code: 'invalid_argument',
    param,
    hint: 'Use slash-separated words of letters, digits, and "._=-" that do not begin with a dot, 1024 characters in all.',
  });
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
