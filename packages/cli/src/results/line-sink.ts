import { open } from 'node:fs/promises';
import type { Output } from '../terminal/output.ts';

/** Where lines of results go. */
export interface LineSink extends AsyncDisposable {
  /** Resolves once they are there; false when nobody wants more. */
  write(bytes: Uint8Array): Promise<boolean>;
}

/** Lines are printed as they are. */
export function printedLines(output: Output): LineSink {
  return { write: (bytes) => output.data(bytes), async [Symbol.asyncDispose]() {} };
}

/** Lines go into a file that can be read while it grows: a new one, or behind what an earlier call wrote. */
export async function filedLines(path: string, { goOn }: { readonly goOn: boolean }): Promise<LineSink> {
  const file = await open(path, goOn ? 'a' : 'w');
  return {
    async write(bytes) {
      await file.writeFile(bytes);
      return true;
    },
    async [Symbol.asyncDispose]() {
      await file.sync();
      await file.close();
    },
  };
}
