/** One event of a `text/event-stream`. */
export interface StreamEvent {
  readonly name: string;
  /** Its `data` lines, joined by newlines. */
  readonly data: string;
  /** The last id of the stream so far; empty before the first. */
  readonly id: string;
}

/** Reads events as the standard has it: comments and half events at the end are passed over. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent, void, undefined> {
  let name = '';
  let id = '';
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line === '') {
      if (data.length > 0) yield { name: name === '' ? 'message' : name, data: data.join('\n'), id };
      name = '';
      data = [];
      continue;
    }
    const [field, value] = fieldOf(line);
    if (field === 'data') data.push(value);
    else if (field === 'event') name = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  }
}

function fieldOf(line: string): [field: string, value: string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  return [line.slice(0, colon), line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)];
}

/** Lines that have ended, by CR, LF or both. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  // A line may be long and come in many chunks; joined once, it is not copied for each of them.
  let begun: string[] = [];
  let afterReturn = false;
  for await (const chunk of body) {
    const decoded = decoder.decode(chunk, { stream: true });
    const text = afterReturn && decoded.startsWith('\n') ? decoded.slice(1) : decoded;
    if (decoded !== '') afterReturn = decoded.endsWith('\r');
    const [first = '', ...others] = text.split(/\r\n|\n|\r/);
    begun.push(first);
    for (const next of others) {
      yield begun.join('');
      begun = [next];
    }
  }
}
