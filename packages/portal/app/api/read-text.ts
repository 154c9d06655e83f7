/** The beginning of something that may be long. */
export interface CutText {
  readonly text: string;
  /** Whether there is more. */
  readonly cut: boolean;
}

/** Reads at most so many bytes of a body, and lets go of the rest. */
export async function readText({ body }: Response, mostBytes: number): Promise<CutText> {
  if (!body) return { text: '', cut: false };
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let [text, bytes, ended] = ['', 0, false];
  while (!ended && bytes < mostBytes) {
    const { done, value } = await reader.read();
    ended = done;
    const part = value?.subarray(0, mostBytes - bytes);
    if (part) text += decoder.decode(part, { stream: true });
    bytes += value?.length ?? 0;
  }
  const cut = !ended && (bytes > mostBytes || !(await reader.read()).done);
  await reader.cancel().catch(() => {});
  return { text, cut };
}
