import { hash } from 'node:crypto';

/** What a request body is known by. `high` and `low` are the first 64 bits of its SHA-256. */
export interface BodyDigest {
  readonly hex: string;
  readonly high: number;
  readonly low: number;
}

export function digestOf(body: Uint8Array | string): BodyDigest {
  const hex = hash('sha256', body, 'hex');
  return { hex, high: Number.parseInt(hex.slice(0, 8), 16), low: Number.parseInt(hex.slice(8, 16), 16) };
}
