interface ErrorLine {
  readonly error?: { readonly message?: unknown } | null;
  readonly response?: { readonly body?: unknown } | null;
}

/** What went wrong, in the words of a line of an error file; undefined where it has none. */
export function errorOf(line: string): string | undefined {
  try {
    const { error, response } = JSON.parse(line) as ErrorLine;
    const texts = [error?.message, ...textsOf(response?.body)];
    return texts.find((text): text is string => typeof text === 'string' && text !== '');
  } catch {
    return undefined;
  }
}

/** Engines answer an error as OpenAI does, as a text, or as FastAPI does. */
function textsOf(body: unknown): unknown[] {
  if (typeof body !== 'object' || body === null) return [];
  const { error, message, detail } = body as Readonly<Record<string, unknown>>;
  return [(error as { readonly message?: unknown } | null | undefined)?.message, error, message, detail];
}
