import type { Tenant } from '@spillway/api-types';
import { exitCodes } from '../../exit-code.ts';
import { limitsText } from '../../views/tenant-list-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { limitFlags, limitsOf } from './limit-flags.ts';

export const tenantsSetVerb: Verb = defineClientVerb({
  name: 'tenants set',
  summary: 'set the limits of a tenant, all of them',
  operands: 'TENANT',
  ofTenant: false,
  description:
    "Sets what a tenant may have at once, with an operator's key. It replaces all limits of the tenant: one that is left " +
    "out is bounded by the server's own.",
  flags: limitFlags,
  examples: [
    ['spillway tenants set search --open-requests 1000000 --live-batches 20', 'two limits'],
    ['spillway tenants set search', "none but the server's own"],
  ],
  async run({ api, flags, operand, output }) {
    const path = `/v1/tenants/${encodeURIComponent(operand)}`;
    const tenant = await api.ask<Tenant>({ method: 'POST', path, json: { limits: limitsOf(flags) } });
    output.event({ event: 'tenant', ...tenant }, `${tenant.id}  ${limitsText(tenant)}`);
    return exitCodes.ok;
  },
});
