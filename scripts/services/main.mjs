/**
 * The servers that the tests need, without containers: `npm run services -- start|stop|status|install|run [NAME…]`.
 * Each has a folder of its own below the data folder, listens on loopback on free ports, and only what was started
 * here is ever ended.
 */
import { parseArgs } from 'node:util';
import { catalogue } from './catalogue.mjs';
import { install } from './install.mjs';
import { missingPrograms } from './programs.mjs';
import { recordedService } from './recorded-service.mjs';
import { runService } from './run-service.mjs';
import { startService } from './start-service.mjs';
import { stopService } from './stop-service.mjs';

const usage = `npm run services -- VERB [NAME…] [--data DIR] [--host ADDRESS] [--port PORT] [--json] [--stay]

  start    start the services, all of them when none is named
  stop     stop what was started
  status   tell what runs and where
  install  get the servers from the system's packages
  run      start one and stay with it until the end of the input or a signal; with --stay a signal only

${catalogue.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join('\n')}
`;

const verbs = { start: startAll, stop: stopAll, status: tellAll, install: installAll, run: runOne };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '.services' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string' },
    json: { type: 'boolean', default: false },
    stay: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [verb = 'help', ...names] = positionals;

if (options.help || verbs[verb] === undefined) {
  process.stdout.write(usage);
  process.exitCode = options.help || verb === 'help' ? 0 : 2;
} else {
  const unknown = names.filter((name) => catalogue.every((service) => service.name !== name));
  if (unknown.length > 0) refuse(`There is no service ${unknown.join(', ')}.\n\n${usage}`, 2);
  else await verbs[verb](chosen()).catch((error) => refuse(error.message, 1));
}

function chosen() {
  return names.length === 0 ? catalogue : catalogue.filter(({ name }) => names.includes(name));
}

function refuse(message, code) {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

/** What one lacks keeps none of the others from starting. */
async function startAll(services) {
  const complaints = [];
  for (const service of services.filter(({ start }) => start)) {
    await startService(service, options).then(tell, ({ message }) => complaints.push(message));
  }
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

async function stopAll(services) {
  for (const { name } of services) {
    const ended = await stopService(name, options.data);
    tell({ name, state: ended ? 'stopped' : 'not running' });
  }
}

async function tellAll(services) {
  for (const { name, programs, start } of services) {
    const missing = missingPrograms(programs);
    tell(
      recordedService(name, options.data) ?? {
        name,
        state: missing.length > 0 ? 'not installed' : start ? 'not running' : 'installed',
        missing,
      },
    );
  }
}

async function installAll(services) {
  install(services);
}

async function runOne(services) {
  if (names.length !== 1 || !services[0].start) throw new Error('Name the one service to run.');
  await runService(services[0], options, tell);
}

function tell(service) {
  if (options.json) process.stdout.write(`${JSON.stringify(service)}\n`);
  else process.stdout.write(`${sentenceOf(service)}\n`);
}

function sentenceOf({ name, state, facts = {}, missing = [] }) {
  const known = Object.entries(facts).map(([key, value]) => `${key}=${value}`);
  const needs = missing.length === 0 ? [] : [`without ${missing.join(', ')}; try: npm run services -- install ${name}`];
  return [name.padEnd(12), state.padEnd(13), ...known, ...needs].join(' ').trimEnd();
}
