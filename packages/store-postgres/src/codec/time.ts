/** A bigint of milliseconds, which the driver answers as text unless its host told it otherwise. */
export function decodeInstant(text: string | null): number | null {
  return text === null ? null : Number(text);
}

/** Policies reckon in fractions; PostgreSQL's bigint refuses them. Never early: up. */
export function wholeMs(ms: number): number {
  return Math.ceil(ms);
}
