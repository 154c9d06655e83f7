import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface MetricsTarget {
  /** Where Prometheus looks for files; made where it is missing. */
  readonly folder: string;
  /** Unlike that of every other process. */
  readonly name: string;
  /** Of what is shown. */
  readonly url: string;
  /** Whether something starts and stops the process as it is needed, so that its end is no fault. */
  readonly comesAndGoes: boolean;
}

/** Leaves the address of a process for Prometheus's file discovery, until it is disposed of. */
export async function leaveTarget({ folder, name, url, comesAndGoes }: MetricsTarget): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true });
  const path = targetPath(folder, name);
  const target = { targets: [new URL(url).host], labels: comesAndGoes ? { preemptible: 'true' } : {} };
  // Appears whole: what Prometheus looks for ends in .json.
  await writeFile(`${path}.part`, `${JSON.stringify([target])}\n`);
  await rename(`${path}.part`, path);
  return { [Symbol.asyncDispose]: () => forgetTarget(folder, name) };
}

/** Removes what a process left that could not do so itself. */
export async function forgetTarget(folder: string, name: string): Promise<void> {
  await rm(targetPath(folder, name), { force: true });
}

function targetPath(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}
