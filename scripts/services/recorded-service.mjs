import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isAlive } from './processes.mjs';

/** The folder of the service, below the data folder. */
export function folderOf(name, data) {
  return join(resolve(data), name);
}

/** Writes down what was begun, so that it can be found and ended later. */
export function recordService(service, data) {
  writeFileSync(join(folderOf(service.name, data), 'service.json'), `${JSON.stringify(service, undefined, 2)}\n`);
}

/** What was begun in the folder, whether it lives or not. */
export function readRecord(name, data) {
  try {
    return JSON.parse(readFileSync(join(folderOf(name, data), 'service.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The service, if all of it runs. */
export function recordedService(name, data) {
  const record = readRecord(name, data);
  return record?.state === 'running' && record.processes.every(isAlive) ? record : undefined;
}
