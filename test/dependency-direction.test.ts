import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root: string = join(import.meta.dirname, '..');

/** Importing file, what it imports, whether the direction allows it. */
const imports: readonly (readonly [file: string, specifier: string, allowed: boolean])[] = [
  ['packages/core/src/worker/planted.ts', './claim.ts', true],
  ['packages/core/src/worker/planted.ts', '@spillway/store-postgres', false],
  ['packages/core/src/worker/planted.test.ts', '@spillway/contract', false],
  ['packages/core/src/worker/planted.ts', 'spillway', false],
  ['packages/core/src/worker/planted.ts', '../../../contract/src/index.ts', false],
  ['packages/core/src/worker/planted.ts', 'node:child_process', false],
  ['packages/core/src/worker/planted.ts', '../scaling/index.ts', false],
  ['packages/core/src/scaling/planted.ts', 'node:child_process', true],
  ['packages/core/src/scaling/planted.ts', '@spillway/store-postgres', false],
  ['packages/contract/src/planted.ts', '@spillway/core', true],
  ['packages/contract/src/planted.ts', '@spillway/core/store', true],
  ['packages/contract/test/planted.test.ts', '@spillway/store-postgres', false],
  ['packages/store-postgres/src/statements/planted.ts', '@spillway/core/store', true],
  ['packages/store-postgres/src/statements/planted.ts', '@spillway/core/blob', true],
  ['packages/store-postgres/src/statements/planted.ts', '@spillway/core/clock', true],
  ['packages/store-postgres/src/statements/planted.ts', '@spillway/core/errors', true],
  ['packages/store-postgres/src/statements/planted.ts', '@spillway/core', false],
  ['packages/store-postgres/src/statements/planted.ts', '@spillway/core/memory', false],
  ['packages/store-postgres/src/statements/planted.ts', '@spillway/contract', false],
  ['packages/store-postgres/src/planted.test.ts', '@spillway/contract', true],
  ['packages/store-postgres/test/planted.test.ts', '@spillway/contract', true],
  ['packages/executor-vllm/src/planted.ts', '@spillway/core/executor', true],
  ['packages/executor-vllm/src/planted.ts', '@spillway/core/policy', false],
  ['packages/executor-vllm/src/planted.ts', '@spillway/store-postgres', false],
  ['packages/storage-s3/src/planted.ts', '@spillway/core/blob', true],
  ['packages/storage-s3/src/planted.ts', '@spillway/core', false],
  ['packages/storage-s3/src/planted.ts', '@spillway/store-postgres', false],
  ['packages/storage-s3/test/planted.test.ts', '@spillway/contract', true],
  ['packages/store-redis/src/planted.ts', '@spillway/core/store', true],
  ['packages/store-redis/src/planted.ts', '@spillway/core', false],
  ['packages/store-redis/src/planted.ts', '@spillway/store-postgres', false],
  ['packages/store-redis/src/planted.test.ts', '@spillway/contract', true],
  ['packages/store-redis/test/planted.test.ts', '@spillway/contract', true],
  ['packages/simulator/src/engine/planted.ts', '@spillway/core/clock', true],
  ['packages/simulator/src/engine/planted.ts', '@spillway/server', false],
  ['packages/api-types/src/planted.ts', './worker.ts', true],
  ['packages/api-types/src/planted.ts', '@spillway/core', false],
  ['packages/api-types/src/planted.ts', 'zod', false],
  ['packages/core/src/worker/planted.ts', '@spillway/api-types', false],
  ['packages/portal/app/planted.ts', '@spillway/api-types', true],
  ['packages/portal/app/planted.ts', '@spillway/core', false],
  ['packages/portal/app/planted.ts', '@spillway/core/json-text', true],
  ['packages/portal/src/planted.ts', '@spillway/server', false],
  ['packages/server/src/planted.ts', '@spillway/portal', true],
  ['packages/server/src/planted.ts', '@spillway/api-types', true],
  ['packages/server/src/planted.ts', '@spillway/core', true],
  ['packages/server/src/planted.ts', 'spillway', false],
  ['packages/cli/src/planted.ts', '@spillway/server', true],
  ['packages/cli/src/deep/planted.ts', '../main.ts', true],
  ['packages/cli/src/planted.ts', '../../core/src/index.ts', false],
  ['examples/planted/main.ts', '@spillway/store-postgres', true],
  ['examples/planted/main.ts', '../../packages/core/src/index.ts', false],
  ['bench/planted.ts', 'spillway', true],
];

describe('the dependency direction', () => {
  let folder: string;
  let refused: ReadonlySet<string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spillway-direction-'));
    await mkdir(join(folder, '.git'));
    await Promise.all(['biome.json', '.gitignore'].map((name) => copyFile(join(root, name), join(folder, name))));
    await Promise.all(imports.map(([, specifier], index) => plant(join(folder, plantedPath(index)), specifier)));
    refused = await refusedPaths(folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(imports.map((row, index) => [...row, index] as const))(
    '%s importing %s: allowed is %s',
    (_file, _specifier, allowed, index) => {
      expect(!refused.has(plantedPath(index))).toBe(allowed);
    },
  );
});

function plantedPath(index: number): string {
  const file = imports[index]?.[0] ?? '';
  return file.replace('planted', `planted-${index}`);
}

async function plant(path: string, specifier: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `import { value } from '${specifier}';\nexport const planted: unknown = value;\n`);
}

interface LintReport {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
}

async function refusedPaths(folder: string): Promise<ReadonlySet<string>> {
  const lint = spawn(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none', '.'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const report = JSON.parse(await text(lint.stdout)) as LintReport;
  return new Set(report.diagnostics.map(({ location }) => location.path));
}
