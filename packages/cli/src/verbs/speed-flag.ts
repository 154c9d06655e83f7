import { type Flag, parsedFlag } from '../flags/flag.ts';

/** How fast the built-in engine is. */
export function speedFlag({ fallback }: { readonly fallback: number }): Flag<number> {
  return parsedFlag({
    help: 'how many times faster than a real one the built-in engine answers; inf for at once',
    value: 'N',
    wish: 'a number above 0, or inf',
    fallback,
    parse(text) {
      const speed = /^inf(inity)?$/i.test(text) ? Number.POSITIVE_INFINITY : Number(text);
      return speed > 0 ? speed : undefined;
    },
  });
}
