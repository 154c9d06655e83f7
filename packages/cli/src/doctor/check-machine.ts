import { statfs } from 'node:fs/promises';
import { formatBytes } from '../terminal/amount.ts';
import { type Finding, failed } from './finding.ts';

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return { check: 'node', state: 'ok', text: `Node ${version}` };
  return { check: 'node', state: 'fail', text: `Node ${version} is too old.`, fix: 'Install Node 22.18 or newer.' };
}

const LOW_BYTES = 5e9;
const OUT_BYTES = 5e8;

/** Room for inputs, answers and the database. */
export async function checkDisk(path: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(path);
    const free = bavail * bsize;
    const text = `${formatBytes(free)} free for ${path}`;
    if (free >= LOW_BYTES) return { check: 'disk', state: 'ok', text };
    const fix =
      'Free some space, or move the data folder with --data-dir. A batch needs about three times the size of its input and answers.';
    return { check: 'disk', state: free < OUT_BYTES ? 'fail' : 'warn', text, fix };
  } catch (error) {
    return failed('disk', error, 'Check --data-dir.');
  }
}
