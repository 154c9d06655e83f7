/** A bigint of milliseconds, which the driver answers as text unless its host told it otherwise. */
export function decodeInstant(text: string | null): number | null {
  return text === null ? null : Number(text);
}
