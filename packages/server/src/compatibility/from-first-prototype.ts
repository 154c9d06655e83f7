/**
 * The body of a create call in the words of the first prototype, where an input file and a user are enough, in the
 * words of today. Bodies of today pass as they are.
 */
export function fromFirstPrototype(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('inputFileId' in body)) return body;
  const {
    inputFileId,
    userId,
    completionWindow = '24h',
    endpoint = '/v1/chat/completions',
    ...rest
  } = body as ShortBody;
  return { ...rest, input_file_id: inputFileId, endpoint, completion_window: completionWindow, user: userId };
}

interface ShortBody {
  readonly inputFileId: unknown;
  readonly userId?: unknown;
  readonly endpoint?: unknown;
  readonly completionWindow?: unknown;
}
