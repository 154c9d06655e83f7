import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));

/** The sources under a folder or at a path of `packages/`, without their tests, as one text. */
export function sourceOf(path: string): string {
  if (path.endsWith('.ts')) return readFileSync(join(packages, path), 'utf8');
  return readdirSync(join(packages, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(packages, path, file), 'utf8'))
    .join('\n');
}

/** What the first group of the pattern matched, each once, in order. */
export function namesIn(source: string, pattern: RegExp): readonly string[] {
  const names = [...source.matchAll(pattern)].map(([, name = '']) => name);
  if (names.length === 0) throw new Error(`nothing in the sources matches ${pattern}`);
  return distinct(names);
}

export function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
