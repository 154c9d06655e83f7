import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.mjs';
import { withLock } from './lock.mjs';
import { beginProcess, endProcesses } from './processes.mjs';
import { missingPrograms } from './programs.mjs';
import { folderOf, recordedService, recordService } from './recorded-service.mjs';
import { stopService } from './stop-service.mjs';

/** Starts the service on a fresh folder, or answers the one that runs. */
export async function startService(service, { data, host, port }) {
  const missing = missingPrograms(service.programs);
  if (missing.length > 0)
    throw new Error(
      `${service.name} is not installed: no ${missing.join(', ')}. Try: npm run services -- install ${service.name}`,
    );
  mkdirSync(data, { recursive: true });
  return withLock(`${folderOf(service.name, data)}.lock`, async () => {
    const running = recordedService(service.name, data);
    return running ?? startAfresh(service, { data, host, port: Number(port ?? (await freePort())) });
  });
}

async function startAfresh(service, { data, host, port }) {
  const { name } = service;
  const folder = await emptyFolder(name, data);
  const processes = [];
  const record = (state, facts) => {
    const known = { name, state, ...(facts && { facts }), processes };
    recordService(known, data);
    return known;
  };
  // Written down at once: whoever is killed half way leaves nothing that nobody can end.
  const begin = (label, program, args, environment) => {
    processes.push(beginProcess({ program, args, log: join(folder, `${label}.log`), environment }));
    record('starting');
  };
  try {
    return record('running', await service.start({ folder, host, port, begin }));
  } catch (error) {
    await endProcesses(processes);
    throw new Error(`${name} did not start: ${error.message}\n${lastWords(folder)}`);
  }
}

/** The folder without anything in it, which only ours may lose. */
async function emptyFolder(name, data) {
  const folder = folderOf(name, data);
  await stopService(name, data);
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0)
    throw new Error(`${folder} holds what no service left there: choose another --data.`);
  recordService({ name, state: 'starting', processes: [] }, data);
  return folder;
}

function lastWords(folder) {
  const logs = readdirSync(folder).filter((file) => file.endsWith('.log'));
  const tails = logs.map((log) => {
    const lines = readFileSync(join(folder, log), 'utf8').trim().split('\n').slice(-5);
    return `--- ${join(folder, log)}\n${lines.join('\n')}`;
  });
  return tails.join('\n');
}
