import { readFile } from 'node:fs/promises';

/** Where the README's program finds what it stands on. */
export interface Surroundings {
  readonly connectionString: string;
  readonly engineUrl: string;
}

/** The lines that the README shows under "In your application"; only database and engine are at other places. */
export async function readmeProgram({ connectionString, engineUrl }: Surroundings): Promise<string> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, program] = /^## In your application\n.*?```ts\n(.*?)```/ms.exec(readme) ?? [];
  if (program === undefined) throw new Error('README.md shows no program under "In your application"');
  const moved = replaceOnce(program, "'postgres://localhost/spillway'", JSON.stringify(connectionString));
  return replaceOnce(moved, "'http://127.0.0.1:8000'", JSON.stringify(engineUrl));
}

/** The same in CommonJS, with `require`. */
export function withRequire(program: string): string {
  return inFunction(program, (names, from) => `const {${names}} = require(${from});`);
}

/** The same in CommonJS, with `import()`. */
export function withDynamicImport(program: string): string {
  return inFunction(program, (names, from) => `const {${names}} = await import(${from});`);
}

/** The same with its imports as they are, for TypeScript that becomes CommonJS. */
export function withoutTopLevelAwait(program: string): string {
  const imports = program.split('\n').filter((line) => line.startsWith('import '));
  return `${imports.join('\n')}\n${inFunction(program, () => '')}`;
}

/** CommonJS has no `await` outside of functions. */
function inFunction(program: string, importOf: (names: string, from: string) => string): string {
  const lines = program.replace(/^import \{(.*)\} from (.*);$/gm, (_, names: string, from: string) =>
    importOf(names, from),
  );
  return `async function main() {\n${lines}}\nmain();\n`;
}

function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`the README's program names ${from} not exactly once`);
  return text.replace(from, to);
}
