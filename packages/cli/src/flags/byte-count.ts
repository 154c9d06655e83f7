const UNIT_BYTES = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** Bytes of a text such as `65536`, `16MiB` or `2GB`; undefined when it is none or not a whole number of them. */
export function parseByteCount(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?) ?([kKMG]?i?B)?$/.exec(text.trim());
  if (!match) return undefined;
  const unit = UNIT_BYTES[(match[2] ?? 'B') as keyof typeof UNIT_BYTES];
  const bytes = Number(match[1]) * unit;
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}
