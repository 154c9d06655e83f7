import { SpillwayError } from '@spillway/core';

const MOST_CHARACTERS = 500;

/** What an error says in a log: one line of bounded length. A parser quotes what it could not read, so its words stay out. */
export function errorWords(error: unknown): { readonly message: string; readonly code?: string } {
  const code = codeOf(error);
  const said = error instanceof SyntaxError ? 'SyntaxError' : error instanceof Error ? error.message : String(error);
  const message = said.replaceAll(/\s*\n\s*/g, ' ').slice(0, MOST_CHARACTERS);
  return { message, ...(code !== undefined && { code }) };
}

function codeOf(error: unknown): string | undefined {
  if (SpillwayError.is(error)) return error.code;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
