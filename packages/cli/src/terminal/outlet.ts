import type { TextStream } from './output.ts';

/**
 * A stream of this process. What it cannot write any more, because nobody reads on as behind `| head`, is no error: the
 * work still counts. Node's own streams forget that they are broken, so it is noted here.
 */
export function outlet(stream: NodeJS.WriteStream): TextStream {
  let broken = false;
  stream.on('error', () => {
    broken = true;
  });
  return {
    write: (chunk) => stream.write(chunk),
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    get writable() {
      return !broken;
    },
    once: (event, listener) => stream.once(event, listener),
  };
}
