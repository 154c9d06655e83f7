import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whose process has a pid from postmaster.pid: our server, nobody's, another program's (the pid was given out
 * again), or a PostgreSQL that somebody else started, perhaps on this very folder.
 */
export type PostmasterOwner = 'ours' | 'nobody' | 'other' | 'unknown-postgres';

const SETTING = 'spillway.data_dir';
const POSTGRES = /(^|[\\/])postgres(\.exe)?([\s:]|$)/;

/** The setting that marks a server's command line, so that it is known again from outside. */
export function dataDirSetting(root: string): string {
  return `${SETTING}=${root}`;
}

export function ownerOfPid(pid: number, root: string): PostmasterOwner {
  const args = commandLineOf(pid);
  if (args === undefined) return 'nobody';
  if (args.includes(dataDirSetting(root))) return 'ours';
  if (args.some((arg) => arg.startsWith(`${SETTING}=`))) return 'other';
  return POSTGRES.test(args[0] ?? '') ? 'unknown-postgres' : 'other';
}

/** Undefined when there is no such process, or only a zombie that its parent has not looked at. */
function commandLineOf(pid: number): readonly string[] | undefined {
  if (process.platform === 'linux') return commandLineInProc(pid);
  return process.platform === 'win32' ? commandLineByWmi(pid) : commandLineByPs(pid);
}

function commandLineInProc(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return text === '' ? undefined : text.split('\0');
  } catch {
    return undefined;
  }
}

function commandLineByPs(pid: number): readonly string[] | undefined {
  return splitAtSettings(printedBy('ps', ['-ww', '-o', 'command=', '-p', String(pid)]));
}

function commandLineByWmi(pid: number): readonly string[] | undefined {
  const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`;
  return splitAtSettings(printedBy('powershell', ['-NoProfile', '-Command', query]));
}

function printedBy(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** These systems print one line in which a path with spaces has no borders, but ` -c ` separates our settings. */
function splitAtSettings(line: string | undefined): readonly string[] | undefined {
  return line?.split(' -c ').map((part) => part.replaceAll('"', '').trim());
}
