import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** One script as the server gets it. */
export interface Script {
  readonly sha1: string;
  readonly text: string;
}

/** Beside `src` and `dist` alike. */
const folder = new URL('../src/scripts/', import.meta.url);

/**
 * Every script by its file's name without the ending, preceded by what its line `-- uses:` names from `include`. The first line
 * makes the server hold a script to what it promises: on a cluster to one slot, and one that changes nothing to that, so that
 * it runs when memory is full, too.
 */
export function readScripts(): ReadonlyMap<string, Script> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.lua'));
  return new Map(files.map((file) => [file.slice(0, -'.lua'.length), readScript(file)]));
}

function readScript(file: string): Script {
  const own = readFileSync(new URL(file, folder), 'utf8');
  const included = /^-- uses: (.*)$/m.exec(own)?.[1]?.split(', ') ?? [];
  const parts = included.map((name) => readFileSync(new URL(`include/${name}.lua`, folder), 'utf8'));
  const flags = /^-- .*\bChanges nothing\b/m.test(own) ? ' flags=no-writes' : '';
  const text = [`#!lua${flags}`, ...parts, own].join('\n');
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}
