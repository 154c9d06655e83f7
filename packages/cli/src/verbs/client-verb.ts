import { systemRandomness } from '@spillway/core';
import { ApiClient } from '../client/api-client.ts';
import { serverAddress } from '../client/server-address.ts';
import { serverFlags, tenantFlag } from '../client/server-flags.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { FlagSet } from '../flags/flag.ts';
import { shellLine } from '../terminal/shell-line.ts';
import { type Call, defineVerb, type Verb, type VerbDefinition } from './verb.ts';

/** One call of a verb that speaks to a server. */
export interface ClientCall<Flags extends FlagSet> extends Call<Flags> {
  readonly api: ApiClient;
  /** A command line that asks the same server, to be shown. */
  readonly command: (...words: readonly string[]) => string;
}

export interface ClientVerbDefinition<Flags extends FlagSet> extends Omit<VerbDefinition<Flags>, 'run' | 'exits'> {
  /** Whether it asks for what belongs to a tenant, so that an operator may name one. True when left out. */
  readonly ofTenant?: boolean;
  /** Those of every such verb when left out. */
  readonly exits?: VerbDefinition<Flags>['exits'];
  /** Does it. Once the call is interrupted, whatever it throws only ends it. */
  run(call: ClientCall<Flags & typeof serverFlags>): Promise<ExitCode>;
}

const usualExits: VerbDefinition<FlagSet>['exits'] = [
  [0, 'done'],
  [1, 'could not: bad flags, no server, a wrong key, an unknown id'],
  [130, 'interrupted'],
];

/** Makes a verb that speaks to a server: adds the flags that say to which. */
export function defineClientVerb<Flags extends FlagSet>(definition: ClientVerbDefinition<Flags>): Verb {
  const { ofTenant = true } = definition;
  const flags = { ...definition.flags, ...serverFlags, ...(ofTenant && { tenant: tenantFlag }) };
  return defineVerb<Flags & typeof serverFlags>({
    exits: usualExits,
    ...definition,
    flags,
    drains: false,
    async run(call) {
      const { clock, env, interruption } = call;
      const { signal } = interruption;
      const address = await serverAddress(call.flags, env);
      const { tenant } = call.flags as { tenant?: string | undefined };
      const acted = ofTenant ? tenant : undefined;
      const api = new ApiClient({ address, tenant: acted, signal, clock, randomness: systemRandomness });
      try {
        return await definition.run({ ...call, api, command: (...words) => commandLine(call, words) });
      } catch (error) {
        if (!signal.aborted) throw error;
        call.output.live('');
        return exitCodes.interrupted;
      }
    },
  });
}

/** The flags that led to this server are repeated; a variable still holds, and a secret is never shown. */
function commandLine({ flags, env }: Call<FlagSet>, words: readonly string[]): string {
  const repeated = (['url', 'data-dir', 'tenant'] as const).flatMap((name) => {
    const value = flags[name];
    const notes = { ...serverFlags, tenant: tenantFlag }[name];
    const usual = env[notes.env ?? ''] ?? notes.fallbackText;
    return typeof value !== 'string' || value === usual ? [] : [`--${name}`, value];
  });
  return shellLine(['spillway', ...words, ...repeated]);
}
