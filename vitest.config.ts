import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Tests import the packages' sources, so that no build is needed before a run. */
const source = '@spillway/source';

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source], externalConditions: [source] } },
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'examples/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

export default config;
