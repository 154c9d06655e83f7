import type { Key } from '@spillway/api-types';
import { listPages } from '../../client/list-pages.ts';
import { exitCodes } from '../../exit-code.ts';
import { textFlag } from '../../flags/flag.ts';
import { keyListView } from '../../views/key-list-view.ts';
import { extentOf, listFlags, showList } from '../../views/list-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

export const keysListVerb: Verb = defineClientVerb({
  name: 'keys list',
  summary: 'list keys, without their secrets',
  ofTenant: false,
  description: "Lists the keys of the API, with an operator's key. Of a secret it shows how it ends.",
  flags: { tenant: textFlag({ help: 'only keys of this tenant', value: 'NAME' }), ...listFlags },
  examples: [['spillway keys list --tenant search', 'who can act for a tenant']],
  async run({ api, flags, output, clock }) {
    const query = { tenant: flags.tenant };
    const pages = listPages<Key>({ api, path: '/v1/keys', query, pageLimit: 100, ...extentOf(flags) });
    await showList(output, pages, keyListView(clock.now()));
    return exitCodes.ok;
  },
});
