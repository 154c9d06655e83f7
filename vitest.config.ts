import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Tests import the packages' sources, so that no build is needed before a run. */
const source = '@spillway/source';

/** Files that start processes and servers, measure memory or time, or may leave something behind in their process. */
const apart = [
  'bench/**/*.test.ts',
  'examples/**/*.test.ts',
  'packages/{cli,contract,storage-s3,store-postgres,store-redis}/test/**/*.test.ts',
  'packages/cli/src/client/upload-file.test.ts',
  'packages/core/src/input/{line-splitter,plan-input}.test.ts',
  'packages/{store-postgres,store-redis}/src/**/*.test.ts',
  'test/*.test.ts',
  'test/{docs,monitoring,trials}/**/*.test.ts',
];

/** Files that judge what took how long: beside others on two cores they would judge those. */
const alone = ['test/quotes/**/*.test.ts', 'test/trials/{autoscale,clients,load,memory}.test.ts'];

/** Files with a browser, which is several processes: two of them are as much as two cores can take. */
const browsers = ['test/portal/**/*.test.ts'];

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source], externalConditions: [source] } },
  test: {
    environment: 'node',
    // They end what hangs, and judge nothing: a crowded machine takes many times as long as an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    // Much of a run is waiting for processes: a core that only watches would be lost.
    maxWorkers: availableParallelism(),
    // A program under test is compiled once, not at each of its hundreds of starts.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) },
    // In the order of their names: the short files fill the end, when a long one would keep a core idle.
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browsers',
          include: browsers,
          globalSetup: ['test/portal/build-when-stale.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: { name: 'apart', include: apart, exclude: ['**/node_modules/**', ...alone, ...browsers] },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['packages/*/{src,app,test}/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...alone, ...browsers, ...apart],
          // One process for many files. None may leave anything behind: `--sequence.shuffle.files` shows it.
          isolate: false,
        },
      },
    ],
  },
});

export default config;
