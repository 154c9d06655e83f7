import { readFile } from 'node:fs/promises';

/** The programs that the README shows. */
export async function readmePrograms(): Promise<readonly string[]> {
  const readme = await readFile('README.md', 'utf8');
  return [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, program = '']) => program);
}
