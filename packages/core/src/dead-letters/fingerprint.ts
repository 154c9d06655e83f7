import { createHash } from 'node:crypto';
import type { RequestNote } from '../batch/segment-notes.ts';

/** What ended a dead letter, as far as it is told from others by it. */
export interface Failure {
  readonly model: string;
  /** What ended its last attempt, in a word; null when an older worker, which notes nothing, gave it up. */
  readonly code: string | null;
  /** The same in a sentence; null likewise. */
  readonly message: string | null;
}

/** Of a message behind this nothing is looked at: there it quotes what it was about. */
const MOST_CHARACTERS = 200;
const FINGERPRINT_DIGITS = 16;

/** How a request failed that its segment says this of. */
export function failureOf(note: RequestNote | undefined, model: string): Failure {
  const last = note?.attempts.at(-1);
  return { model, code: last?.code ?? note?.code ?? null, message: last?.message ?? null };
}

/**
 * Names all failures of one kind: 16 hexadecimal digits over model, code and what the message says beside numbers, names and
 * quotations. The same in every version, since people keep it in addresses and scripts.
 */
export function fingerprintOf({ model, code, message }: Failure): string {
  const kind = JSON.stringify([model, code, normalMessage(message ?? '')]);
  return createHash('sha256').update(kind).digest('hex').slice(0, FINGERPRINT_DIGITS);
}

/** In this order: what stands in a URL or a quotation is no number or name of its own. */
const placeholders: readonly (readonly [what: RegExp, placeholder: string])[] = [
  [/\b[a-z][a-z\d+.-]*:\/\/[^\s"'`<>)}]+/gi, '<url>'],
  // A message is cut where it is long, and a quotation in it with it. An apostrophe stands beside letters.
  [/"(?:[^"\\]|\\.)*(?:"|\\?$)|`[^`]*`|“[^”]*”|(?<!\w)'[^']*'(?!\w)/g, '<text>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>'],
  [/\b0x[\da-f]+\b/gi, '<id>'],
  // Names that somebody made up for one call: `req_a1B2`, `chatcmpl-…`, digests, and whatever is long and mixed.
  [/\b(?:req|request|cmpl|chatcmpl|resp|trace|span|session|batch)[_-](?=[\w-]*\d)[\w-]+/gi, '<id>'],
  [/\b(?=[a-f]*\d)[\da-f]{8,}\b/gi, '<id>'],
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{16,}/gi, '<id>'],
  // The status of an answer is what it failed with.
  [/(?<!\bHTTP \d*)\d+/g, '<n>'],
  [/<n>(?:[\s.,:;/-]*<n>)+/g, '<n>'],
  [/\s+/g, ' '],
];

/**
 * What a message says of every failure of its kind.
 *
 * @internal Exported for tests.
 */
export function normalMessage(message: string): string {
  const normal = placeholders.reduce((text, [what, placeholder]) => text.replace(what, placeholder), message);
  return normal.trim().slice(0, MOST_CHARACTERS);
}
