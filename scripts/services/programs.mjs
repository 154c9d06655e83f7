import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

// Debian keeps servers where the path of a common user does not look.
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Where the program is, undefined when it is not installed. */
export function pathOfProgram(program) {
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Those of the programs that are not installed; `one|other` is met by either. */
export function missingPrograms(programs) {
  return programs.filter((names) => names.split('|').every((program) => pathOfProgram(program) === undefined));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
