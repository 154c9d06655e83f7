import { createHash } from 'node:crypto';

/** A name of the text, the same in every process: the id of the event that shows it. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
