import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Manifest {
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;
const pins = Object.entries(manifest.optionalDependencies).filter(([name]) => name.startsWith('node-'));
const startedByNpm = process.env.npm_execpath !== undefined;

describe('the toolchain', () => {
  test('every platform pins the same exact Node version', () => {
    expect(new Set(pins.map(([, version]) => version))).toEqual(new Set(['24.21.0']));
  });

  test.runIf(process.platform === 'linux' && startedByNpm)(
    'npm scripts run the pinned Node, whatever the machine has',
    () => {
      expect(process.version).toBe('v24.21.0');
    },
  );
});
