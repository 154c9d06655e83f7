import { basename } from 'node:path';

/** The name that a file gets on the server: inputs of batches must say that they are JSONL. */
export function uploadName(path: string, purpose = 'batch'): string {
  const name = basename(path);
  return purpose !== 'batch' || name.toLowerCase().endsWith('.jsonl') ? name : `${name}.jsonl`;
}
