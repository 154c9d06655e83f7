/**
 * Typechecks every ```ts block of the documentation and of the comments in the packages' sources against the workspace,
 * and checks that every command in a ```sh block names a script, a verb and flags that exist. A block's code keeps the
 * line numbers of its page.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { trackedFiles } from './tracked-files.mjs';

const scratch = '.docs-check';
const commandSource = 'packages/cli/src/main.ts';
const scripts = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

const blocks = trackedFiles(
  /^(README\.md|CONTRIBUTING\.md|docs\/.*\.md|(packages|examples)\/[^/]+\/README\.md|packages\/[^/]+\/src\/.*(?<!\.test)\.ts)$/,
).flatMap(blocksOf);
const snippets = blocks.filter(({ language }) => language === 'ts');
const shells = blocks.filter(({ language }) => ['sh', 'bash', 'console'].includes(language));
const problems = [...typeProblems(snippets), ...shells.flatMap(commandProblems)];

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  `docs: ${snippets.length} ts blocks, ${shells.length} shell blocks, ${problems.length} problems\n`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

function blocksOf(page) {
  const found = [];
  let open;
  const text = readFileSync(page, 'utf8');
  if (!text.includes('```')) return found;
  for (const [index, given] of text.split('\n').entries()) {
    const line = page.endsWith('.ts') ? given.replace(/^\s*\* ?/, '') : given;
    const fence = /^\s*```(\w*)/.exec(line);
    if (open === undefined && fence !== null) open = { page, language: fence[1], firstLine: index + 1, lines: [] };
    else if (open !== undefined && fence !== null) {
      found.push(open);
      open = undefined;
    } else open?.lines.push(line);
  }
  return found;
}

function typeProblems(snippets) {
  if (snippets.length === 0) return [];
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const pages = new Map(snippets.map((snippet, index) => [writeSnippet(snippet, index), snippet.page]));
  const program = ts.createProgram([...pages.keys()], compilerOptions());
  // Errors of the workspace's own sources are the typecheck's to find and to report.
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...[...pages.keys()].flatMap((path) => {
      const file = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    }),
  ].map((diagnostic) => describe(diagnostic, pages));
  rmSync(scratch, { recursive: true, force: true });
  return diagnostics;
}

function writeSnippet({ lines, firstLine }, index) {
  const path = join(scratch, `snippet-${index}.ts`);
  writeFileSync(path, `${'\n'.repeat(firstLine)}${lines.join('\n')}\n`);
  return path;
}

function compilerOptions() {
  const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
  return {
    ...options,
    isolatedDeclarations: false,
    declaration: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
}

function describe({ file, start, messageText }, pages) {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined) return message;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${pages.get(file.fileName)}:${line + 1}: ${message}`;
}

function commandProblems({ page, firstLine, lines }) {
  return lines.flatMap((line, index) =>
    line
      .replace(/^\s*\$\s+/, '')
      .split(/&&|;|\||\s#\s/)
      .map((command) => commandProblem(command.trim().split(/\s+/)))
      .filter((problem) => problem !== undefined)
      .map((problem) => `${page}:${firstLine + index + 1}: ${problem}`),
  );
}

function commandProblem(words) {
  const [program, first, second] = words;
  if (program === 'npm' && first === 'run') {
    if (scripts[second] === undefined) return `npm script "${second}" does not exist`;
    return second === 'spillway' ? verbProblem(words.slice(words.indexOf('--') + 1)) : undefined;
  }
  if (program === 'npx' && first === 'spillway') return verbProblem(words.slice(2));
  return undefined;
}

function verbProblem([verb, ...rest]) {
  if (verb === undefined || verb.startsWith('-')) return undefined;
  if (!new RegExp(`^\\s+${verb}\\b`, 'm').test(help([]))) return `spillway has no verb "${verb}"`;
  // Some verbs are of two words; behind the others an operand changes nothing.
  const page = help([verb, ...rest.slice(0, 1).filter((word) => !word.startsWith('-'))]);
  const missing = rest
    .filter((word) => word.startsWith('--'))
    .map((word) => word.replace(/[=\]].*$/, ''))
    .filter((flag) => !page.includes(flag));
  return missing.length === 0 ? undefined : `spillway ${verb} has no flag ${missing.join(', ')}`;
}

function help(verb) {
  help.pages ??= new Map();
  const key = verb.join(' ');
  if (!help.pages.has(key)) help.pages.set(key, readHelp(verb));
  return help.pages.get(key);
}

function readHelp(verb) {
  if (!existsSync(commandSource)) return '';
  const run = spawnSync(process.execPath, ['--conditions=@spillway/source', commandSource, ...verb, '--help'], {
    encoding: 'utf8',
    timeout: 60_000,
    // Compiled once, not for each page.
    env: { ...process.env, NODE_COMPILE_CACHE: 'node_modules/.cache/compiled' },
  });
  return `${run.stdout}${run.stderr}`;
}
