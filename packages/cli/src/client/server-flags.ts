import { storageFlags } from '../assembly/shared-flags.ts';
import { type Flag, textFlag } from '../flags/flag.ts';

/** Which server a verb speaks to, and with which key. */
export const serverFlags: {
  readonly url: Flag<string | undefined>;
  readonly 'api-key': Flag<string | undefined>;
  readonly 'data-dir': Flag<string>;
} = {
  url: textFlag({
    help: 'the server to ask. Default: spillway dev on this machine, http://127.0.0.1:8787',
    value: 'URL',
    env: 'SPILLWAY_URL',
  }),
  'api-key': textFlag({
    help: 'the key to it. Default for a server on this machine: the one that spillway dev keeps in its data folder',
    value: 'KEY',
    env: 'SPILLWAY_API_KEY',
  }),
  'data-dir': { ...storageFlags['data-dir'], help: 'data folder of the spillway dev on this machine' },
};

/** An operator's key may act for others. */
export const tenantFlag: Flag<string | undefined> = textFlag({
  help: "with an operator's key: act for this tenant",
  value: 'NAME',
  env: 'SPILLWAY_TENANT',
});
