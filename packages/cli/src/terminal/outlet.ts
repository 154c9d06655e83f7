import type { TextStream } from './output.ts';

/** A reader that is gone, as each system says it, and a write behind that. */
const leftAlone: ReadonlySet<string> = new Set(['EPIPE', 'EOF', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/**
 * A stream of this process. What it cannot write any more, because nobody reads on as behind `| head`, is no error: the
 * work still counts. Node's own streams forget that they are broken, so it is noted here. `onLost` is told of any other
 * failure, as that of a full disk: what was to be written is missing.
 */
export function outlet(stream: NodeJS.WriteStream, onLost: (error: Error) => void): TextStream {
  let broken = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    broken = true;
    if (!leftAlone.has(error.code ?? '')) onLost(error);
  });
  return {
    write: (chunk) => stream.write(chunk),
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    get writable() {
      return !broken;
    },
    once: (event, listener) => stream.once(event, listener),
  };
}
