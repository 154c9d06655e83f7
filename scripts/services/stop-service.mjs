import { rmSync } from 'node:fs';
import { endProcesses, isAlive } from './processes.mjs';
import { folderOf, readRecord } from './recorded-service.mjs';

/** Ends what was begun in the folder and removes it; whether anything ran. */
export async function stopService(name, data) {
  const record = readRecord(name, data);
  if (record === undefined) return false;
  const ran = record.processes.some(isAlive);
  await endProcesses(record.processes);
  rmSync(folderOf(name, data), { recursive: true, force: true });
  return ran;
}
