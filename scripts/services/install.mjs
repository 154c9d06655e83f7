import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { missingPrograms, pathOfProgram } from './programs.mjs';

const script = join(import.meta.dirname, 'install-packages.sh');

/** Installs what is missing of the services by apt-get, or says what to do where it cannot. */
export function install(services) {
  const wanted = services.filter(({ programs }) => missingPrograms(programs).length > 0);
  if (wanted.length === 0) return say(`Installed already: ${services.map(({ name }) => name).join(', ')}.`);
  const packages = wanted.flatMap((service) => service.packages);
  const command = ['sh', script, ...packages];
  if (pathOfProgram('apt-get') === undefined) throw new Error(withoutApt(wanted));
  if (process.getuid() !== 0) command.unshift(...sudo(packages));
  say(`Installing ${packages.join(' ')} by: ${command.join(' ')}`);
  const run = spawnSync(command[0], command.slice(1), { stdio: 'inherit' });
  if (run.status !== 0) throw new Error('apt-get failed; its words are above.');
  const missing = missingPrograms(wanted.flatMap(({ programs }) => programs));
  if (missing.length > 0) throw new Error(`apt-get went well, but there is still no ${missing.join(', ')}.`);
  say(
    'Installed. No service was started; where systemd runs, it may start them with the machine: disable those units.',
  );
}

function sudo(packages) {
  const passes = spawnSync('sudo', process.stdin.isTTY ? ['-v'] : ['-n', 'true'], { stdio: 'inherit' }).status === 0;
  if (passes) return ['sudo'];
  throw new Error(`This needs root: sudo sh ${script} ${packages.join(' ')}`);
}

function withoutApt(services) {
  const missing = services.map(({ name, programs }) => `${name} (${missingPrograms(programs).join(', ')})`).join('; ');
  return `There is no apt-get here to install ${missing}. Install these programs by other means, or use the containers of compose.yaml.`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
