import { spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathOfProgram } from './programs.mjs';

const graceMs = 10_000;

/** Starts a program that outlives this one, its words in the log. */
export function beginProcess({ program, args, log, environment = {} }) {
  const output = openSync(log, 'a');
  const child = spawn(pathOfProgram(program), args, {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...environment },
  });
  child.unref();
  return { pid: child.pid, mark: markOf(child.pid) };
}

/** Runs a program to its end; throws its words when it fails. */
export function runProgram(program, args, environment = {}) {
  const run = spawnSync(pathOfProgram(program), args, { encoding: 'utf8', env: { ...process.env, ...environment } });
  if (run.status !== 0)
    throw new Error(`${program} ${args.join(' ')} failed: ${run.stderr || run.stdout || run.error}`);
}

/** Whether it still runs. Another process that got its number later has another mark. */
export function isAlive({ pid, mark }) {
  return mark !== undefined && markOf(pid) === mark;
}

/** Ends the processes, the last one first: in peace at first, by force after ten seconds. */
export async function endProcesses(processes) {
  for (const own of processes.toReversed()) {
    signal(own, 'SIGTERM');
    for (const end = performance.now() + graceMs; isAlive(own) && performance.now() < end; ) await sleep(50);
    signal(own, 'SIGKILL');
  }
}

function signal(own, name) {
  if (isAlive(own)) process.kill(own.pid, name);
}

/** When the process began, in whatever unit the system tells it; undefined when there is none. */
function markOf(pid) {
  if (!existsSync('/proc/self/stat'))
    return spawnSync('ps', ['-o', 'lstart=', '-p', pid]).stdout.toString() || undefined;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
