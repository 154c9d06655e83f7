import { type FileHandle, open } from 'node:fs/promises';
import { type Clock, SpillwayError, type SpillwayOptions } from '@spillway/core';
import { type Flag, type FlagValues, textFlag } from '../flags/flag.ts';
import type { Output } from '../terminal/output.ts';
import type { ReleaseStack } from './release-stack.ts';
import { createTroubleLog } from './trouble-log.ts';

/** Where decisions about the fleet are recorded. */
export const fleetLogFlags: { readonly 'fleet-log': Flag<string | undefined> } = {
  'fleet-log': textFlag({
    help: 'append each decision about the fleet to this file, with all that it was made from, for spillway simulate --replay',
    value: 'FILE',
    env: 'SPILLWAY_FLEET_LOG',
  }),
};

interface OpenFleetLogOptions {
  readonly flags: FlagValues<typeof fleetLogFlags>;
  readonly stack: ReleaseStack;
  readonly output: Output;
  readonly clock: Clock;
}

/** The file as an option of createSpillway. A line that cannot be written is told of, and lost. */
export async function openFleetLog({
  flags,
  stack,
  output,
  clock,
}: OpenFleetLogOptions): Promise<Pick<SpillwayOptions, 'onFleetDecision'>> {
  const path = flags['fleet-log'];
  if (path === undefined) return {};
  const file = await opened(path);
  const onTrouble = createTroubleLog(output, clock);
  let written = Promise.resolve();
  stack.add({
    async [Symbol.asyncDispose]() {
      await written;
      await file.close();
    },
  });
  return {
    onFleetDecision(record) {
      // One after the other: two lines must never mix.
      written = written
        .then(() => file.appendFile(`${JSON.stringify(record)}\n`))
        .catch((error) => onTrouble({ where: 'fleet log', error }));
    },
  };
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new SpillwayError(`${path} cannot be written: ${message}.`, {
      code: 'invalid_argument',
      param: '--fleet-log',
      cause,
    });
  }
}
