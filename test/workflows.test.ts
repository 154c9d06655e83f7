import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const paths = globSync('.github/workflows/*.yml').toSorted();
const workflows = new Map(paths.map((path) => [path, parse(readFileSync(path, 'utf8')) as Workflow]));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

/** What npm itself does; all else that a workflow runs is a script of this repository. */
const setUp = /^npm (ci --ignore-scripts --no-audit --no-fund|install --global npm@\d+\.\d+\.\d+)$/;

describe('the workflows', () => {
  test('there are two, to prove a change and to release', () => {
    expect(paths).toEqual(['.github/workflows/ci.yml', '.github/workflows/release.yml']);
  });

  test('every command is a script that exists', () => {
    const commands = allSteps().flatMap(({ run, with: given }) =>
      [run, given?.script].filter((text) => text !== undefined),
    );
    expect(commands.filter((command) => !setUp.test(command) && !isOwnScript(command))).toEqual([]);
  });

  test('a change is proven by what everybody can run: .ci/run and nothing beside it', () => {
    expect(commandsOf('.github/workflows/ci.yml', 'run')).toEqual(['.ci/run']);
    expect(commandsOf('.github/workflows/release.yml', 'prove')).toEqual(['.ci/run']);
  });

  test('the pictures of the portal that the proof takes are kept', () => {
    const kept = workflows.get('.github/workflows/ci.yml')?.jobs.run?.steps.find(({ with: given }) => given?.path);
    const folder = /SPILLWAY_TEST_PICTURES:-\$PWD\/(.*)\}/.exec(readFileSync('.ci/run', 'utf8'))?.[1];
    expect(kept?.with?.path).toBe(`${folder}/`);
  });

  test('every action is pinned to a commit, with its version beside it', () => {
    for (const path of paths) {
      const uses = readFileSync(path, 'utf8').match(/uses: .*/g) ?? [];
      expect(uses.filter((line) => !/^uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    }
  });

  test('no job has a right that it was not given by name', () => {
    for (const [path, { permissions, jobs }] of workflows) {
      expect([path, Object.values(permissions ?? { all: 'write' }).filter((right) => right !== 'read')]).toEqual([
        path,
        [],
      ]);
      for (const { steps } of Object.values(jobs)) {
        const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
        expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual([false]);
      }
    }
  });

  test('what is published was proven, comes with its provenance, and needs no stored password', () => {
    const jobs = workflows.get('.github/workflows/release.yml')?.jobs ?? {};
    const { publish, select } = jobs;
    expect([publish?.needs, select?.needs]).toEqual(['select', 'prove']);
    expect(publish?.permissions?.['id-token']).toBe('write');
    const step = publish?.steps.find(({ with: given }) => given?.script === 'npm run release:publish');
    expect(step?.env).toEqual({ NPM_CONFIG_PROVENANCE: 'true' });
    expect(scripts['release:publish']).toMatch(/ && changeset publish$/);
    expect(paths.filter((path) => /secrets\.|_TOKEN/.test(readFileSync(path, 'utf8')))).toEqual([]);
  });

  test('only publishing may act as this repository elsewhere', () => {
    const named = [...workflows.values()].flatMap(({ jobs }) => Object.entries(jobs));
    expect(named.filter(([, { permissions }]) => permissions?.['id-token']).map(([name]) => name)).toEqual(['publish']);
  });
});

function allSteps(): readonly Step[] {
  return [...workflows.values()].flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps));
}

function commandsOf(path: string, job: string): readonly string[] {
  return workflows.get(path)?.jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];
}

function isOwnScript(command: string): boolean {
  const [, script] = /^npm run ([\w:]+)$/.exec(command) ?? [];
  if (script !== undefined) return scripts[script] !== undefined;
  return /^\.?[\w/]+$/.test(command) && isProgram(command);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
