/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** The events of a body. EventSource would do, but it cannot send a key. `onSign` is told that something came, if only a comment. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onSign: () => void = () => {},
): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onSign();
      const blocks = (rest + value).split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Undefined for a comment. */
function eventOf(block: string): ServerEvent | undefined {
  const fields = block.split(/\r?\n/).map((line) => {
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    return { name, value };
  });
  const all = (name: string): string[] => fields.filter((field) => field.name === name).map(({ value }) => value);
  const data = all('data');
  if (data.length === 0) return undefined;
  return { event: all('event').at(-1) ?? 'message', id: all('id').at(-1), data: data.join('\n') };
}
