import { type DataFolder, makeDataFolder } from '../assembly/data-folder.ts';
import { installationBlobs, nameOfPlace, openBlobs } from '../assembly/open-blobs.ts';
import { openDatabase } from '../assembly/open-store.ts';
import { ReleaseStack } from '../assembly/release-stack.ts';
import { engineFlags, storageFlags } from '../assembly/shared-flags.ts';
import { checkEngine } from '../doctor/check-engine.ts';
import { checkDisk, checkNode } from '../doctor/check-machine.ts';
import { checkStorage } from '../doctor/check-storage.ts';
import { type Finding, failed } from '../doctor/finding.ts';
import { exitCodes } from '../exit-code.ts';
import { countOf } from '../terminal/amount.ts';
import type { Output } from '../terminal/output.ts';
import { type Call, defineVerb, type Verb } from './verb.ts';

const flags = { ...storageFlags, ...engineFlags };

export const doctorVerb: Verb = defineVerb({
  name: 'doctor',
  summary: 'look at database, migrations, storage, engines, clock and disk',
  description:
    'Looks at everything that an installation stands on, with the flags and variables of the other verbs, and says how ' +
    'to mend what is wrong. Without --database-url it starts the embedded PostgreSQL and stops it again.',
  flags,
  examples: [['spillway doctor --engine http://127.0.0.1:8000', 'before the first run']],
  exits: [
    [0, 'nothing is broken; there may be warnings'],
    [1, 'something is broken'],
  ],
  async run(call) {
    const { output } = call;
    const findings: Finding[] = [];
    for await (const finding of examine(call)) {
      findings.push(finding);
      show(output, finding);
    }
    const broken = findings.filter(({ state }) => state === 'fail').length;
    const warnings = findings.filter(({ state }) => state === 'warn').length;
    const text =
      broken === 0
        ? `All is well${warnings > 0 ? `, with ${countOf(warnings, 'warning')}` : ''}.`
        : `${countOf(broken, 'thing')} to mend.`;
    output.event({ event: 'finished', broken, warnings }, text);
    return broken === 0 ? exitCodes.ok : exitCodes.refused;
  },
});

const ENGINE_TIMEOUT_MS = 5_000;

async function* examine(call: Call<typeof flags>): AsyncGenerator<Finding> {
  const { flags, interruption } = call;
  yield checkNode(process.versions.node);
  const folder = await makeDataFolder(flags['data-dir']);
  yield await checkDisk(folder.root);
  await using stack = new ReleaseStack();
  yield* examineStorage(call, folder, stack);
  for (const url of flags.engine) {
    yield await checkEngine({
      url,
      apiKey: flags['engine-key'],
      timeoutMs: ENGINE_TIMEOUT_MS,
      signal: interruption.signal,
    });
  }
  if (flags.engine.length > 0) return;
  yield {
    check: 'engine',
    state: 'ok',
    text: 'none named; dev would use the built-in one',
    fix: 'Look at one with --engine URL.',
  };
}

async function* examineStorage(
  call: Call<typeof flags>,
  folder: DataFolder,
  stack: ReleaseStack,
): AsyncGenerator<Finding> {
  const { flags, clock, interruption } = call;
  const databaseUrl = flags['database-url'];
  const { signal } = interruption;
  const examined = await openDatabase({ databaseUrl, folder, stack, signal }).then(
    (database) =>
      database.examine({ clock, whose: databaseUrl === undefined ? 'the embedded PostgreSQL' : database.name }),
    (error: unknown) => ({ findings: [failed('database', error)], store: undefined }),
  );
  yield* examined.findings;
  if (examined.store) stack.add(examined.store);
  try {
    const place = installationBlobs(flags.blobs, folder.blobs);
    yield await checkStorage(await openBlobs(place, stack), examined.store, nameOfPlace(place));
  } catch (error) {
    yield failed('storage', error);
  }
}

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

function show(output: Output, { check, state, text, fix }: Finding): void {
  const line = `${marks[state]}  ${check.padEnd(10)}  ${text}${fix === undefined ? '' : `\n                  ${fix}`}`;
  output.event({ event: 'finding', check, state, text, ...(fix !== undefined && { fix }) }, line);
}
