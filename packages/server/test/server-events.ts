/** One server-sent event, as a reader sees it. */
export interface ReceivedEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** The events of an answer, to its end. */
export async function* serverEvents(answer: Response): AsyncGenerator<ReceivedEvent> {
  let rest = '';
  for await (const text of (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) if (!block.startsWith(':')) yield eventOf(block);
  }
}

function eventOf(block: string): ReceivedEvent {
  const fields = block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
  const valuesOf = (name: string) => fields.filter(([field]) => field === name).map(([, value]) => value ?? '');
  return { event: valuesOf('event')[0] ?? '', id: valuesOf('id')[0], data: valuesOf('data').join('\n') };
}
