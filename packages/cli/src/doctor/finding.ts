import { SpillwayError } from '@spillway/core';

/** What one look of the doctor found. */
export interface Finding {
  readonly check: 'node' | 'disk' | 'database' | 'migrations' | 'settings' | 'clock' | 'storage' | 'engine';
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** A failure that an error explains. */
export function failed(check: Finding['check'], error: unknown, fix?: string): Finding {
  const hint = fix ?? (SpillwayError.is(error) ? error.hint : undefined);
  const text = error instanceof Error ? error.message : String(error);
  return { check, state: 'fail', text, ...(hint !== undefined && { fix: hint }) };
}
