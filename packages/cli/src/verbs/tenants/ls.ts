import type { Tenant } from '@spillway/api-types';
import { listPages } from '../../client/list-pages.ts';
import { exitCodes } from '../../exit-code.ts';
import { extentOf, listFlags, showList } from '../../views/list-view.ts';
import { tenantListView } from '../../views/tenant-list-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

export const tenantsLsVerb: Verb = defineClientVerb({
  name: 'tenants ls',
  summary: 'list the tenants with limits of their own',
  ofTenant: false,
  description: "Lists the tenants that have limits of their own, with an operator's key.",
  flags: listFlags,
  examples: [['spillway tenants ls', 'who is bounded by what']],
  async run({ api, flags, output }) {
    const pages = listPages<Tenant>({ api, path: '/v1/tenants', pageLimit: 100, ...extentOf(flags) });
    await showList(output, pages, tenantListView);
    return exitCodes.ok;
  },
});
