import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const programs = ['chromium', 'google-chrome', 'chromium-browser'];

/** The browser of the machine: one that SPILLWAY_TEST_CHROMIUM names, or one on the path. */
export const chromiumPath: string | undefined =
  process.env.SPILLWAY_TEST_CHROMIUM ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => programs.map((program) => join(folder, program)))
    .find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
