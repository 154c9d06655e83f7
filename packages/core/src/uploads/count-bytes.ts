import type { BlobSource } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';

/** The source, which fails as soon as it has more bytes than a part may. */
export function countBytes(source: BlobSource, mostBytes: number): BlobSource {
  if (!(source instanceof Uint8Array)) return counted(source, mostBytes);
  if (source.length > mostBytes) throw tooLarge(mostBytes);
  return source;
}

async function* counted(source: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    yield chunk;
  }
}

function tooLarge(mostBytes: number): SpillwayError {
  return new SpillwayError(`The part is larger than the limit of ${mostBytes} bytes.`, {
    code: 'too_large',
    param: 'data',
    hint: 'Send it as several parts.',
  });
}
