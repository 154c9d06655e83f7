import { z } from 'zod';

/** An instant on the wire. */
export const unixSeconds: z.ZodInt = z.int().meta({ id: 'UnixSeconds', description: 'Seconds since the epoch.' });

/** The wire's instant of one in milliseconds. */
export function seconds(at: number): number;
export function seconds(at: number | null): number | null;
export function seconds(at: number | null): number | null {
  return at === null ? null : Math.floor(at / 1_000);
}
