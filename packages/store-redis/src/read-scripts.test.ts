import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readScripts } from './read-scripts.ts';

const folder = new URL('./scripts/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.lua'));
const sourceOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

/** The comment that a script begins with, as one line. */
function headerOf(source: string): string {
  const code = source.split('\n').findIndex((line) => !line.startsWith('--'));
  const lines = source.split('\n').slice(0, code);
  return lines.map((line) => line.slice('-- '.length)).join(' ');
}

/** The numbers that a header gives to its keys or values: `KEYS 1 the batch, 2 … ARGV 1 …`. */
function declared(header: string, kind: 'KEYS' | 'ARGV'): readonly number[] {
  const said = new RegExp(`\\b${kind} (1 .*?)(?: ARGV 1 | Returns | uses: |$)`).exec(header)?.[1] ?? '';
  return [...said.matchAll(/(?:^|, |… )(\d+)(?:-\d+)?(?:…)? /g)].map((found) => Number(found[1]));
}

function used(source: string, kind: 'KEYS' | 'ARGV'): readonly number[] {
  return [...source.matchAll(new RegExp(`\\b${kind}\\[(\\d+)\\]`, 'g'))].map((found) => Number(found[1]));
}

describe.each(files)('%s', (file) => {
  const [source, header] = [sourceOf(file), headerOf(sourceOf(file))];

  test('says what it is for, its keys and values, and what it returns', () => {
    expect(header).toMatch(/^[A-Z].*\bKEYS 1 /);
    expect(header).toMatch(/\bReturns /);
    if (/\bARGV\b/.test(source.replace(/^--.*$/gm, ''))) expect(header).toMatch(/\bARGV 1 /);
  });

  test('uses no key and no value that it does not declare', () => {
    for (const kind of ['KEYS', 'ARGV'] as const) {
      const last = Math.max(0, ...declared(header, kind));
      for (const index of used(source, kind)) expect(index, `${kind}[${index}]`).toBeLessThanOrEqual(last);
    }
  });

  test('names all its keys by those that it was given, and so stays in their slot', () => {
    const calls = [...source.matchAll(/redis\.call\('(\w+)'(?:, ([^,)]+))?/g)];
    for (const [call, command, key = ''] of calls) {
      if (command === 'TIME') continue;
      expect(key, call).toMatch(/^(KEYS\[\d\]|B\b|key$|list$|\w+Key\()/);
    }
  });
});

test('a server holds each script to one slot, and to changing nothing where it says so', () => {
  for (const [name, { text }] of readScripts()) {
    const reads = headerOf(sourceOf(`${name}.lua`)).includes('Changes nothing');
    expect(text.split('\n')[0], name).toBe(reads ? '#!lua flags=no-writes' : '#!lua');
  }
});
