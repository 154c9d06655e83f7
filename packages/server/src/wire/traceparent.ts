/** The trace of whoever calls, as the W3C header says it; what is none of its form is ignored by the library. */
export function traceparentOf({ headers }: Request): { readonly traceparent?: string } {
  const traceparent = headers.get('traceparent');
  return traceparent === null ? {} : { traceparent };
}
