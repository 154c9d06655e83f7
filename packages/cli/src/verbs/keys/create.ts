import type { Key } from '@spillway/api-types';
import { exitCodes } from '../../exit-code.ts';
import { parseDuration } from '../../flags/duration.ts';
import { parsedFlag, textFlag, wordsFlag } from '../../flags/flag.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

export const keysCreateVerb: Verb = defineClientVerb({
  name: 'keys create',
  summary: 'make a key and print its secret, this once',
  operands: 'NAME',
  ofTenant: false,
  description:
    "Makes a key of the API, with an operator's key. Its secret is printed this once and kept nowhere: who loses it " +
    'makes another. On a terminal the secret stands alone on stdout, so that it can go into a file or a variable.',
  flags: {
    tenant: textFlag({ help: 'whom it belongs to. Default: default', value: 'NAME' }),
    user: textFlag({ help: 'who in the tenant uses it', value: 'NAME' }),
    scope: wordsFlag(['read', 'write', 'operator'], {
      help: 'what it may do: read, write, operator. Default: read and write',
      value: 'SCOPE',
    }),
    'expires-after': parsedFlag({
      help: 'how long it is good for, such as 30d. Default: until it is revoked',
      value: 'TIME',
      wish: 'a duration such as 12h or 30d',
      parse: (text) => parseDuration(text) || undefined,
    }),
  },
  examples: [
    ['spillway keys create "Team search" --tenant search', 'reads and writes the batches of one tenant'],
    ['SPILLWAY_API_KEY=$(spillway keys create dashboard --scope read)', 'only reads'],
  ],
  async run({ api, operand: name, flags, output }) {
    const { tenant, user, scope } = flags;
    const expiresInMs = flags['expires-after'];
    const made = await api.ask<Key & { readonly secret: string }>({
      method: 'POST',
      path: '/v1/keys',
      json: {
        name,
        ...(tenant !== undefined && { tenant }),
        ...(user !== undefined && { user }),
        ...(scope.length > 0 && { scopes: scope }),
        ...(expiresInMs !== undefined && {
          expires_after: { anchor: 'created_at', seconds: Math.max(1, Math.round(expiresInMs / 1_000)) },
        }),
      },
    });
    output.event({ event: 'created', ...made }, made.secret);
    output.note(
      `Key ${made.id} of tenant ${made.tenant} (${made.scopes.join(', ')}). Keep it now: it is not shown again.`,
    );
    return exitCodes.ok;
  },
});
