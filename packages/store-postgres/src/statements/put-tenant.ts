import type { Statement } from '../statement.ts';
import type { TenantRow } from './get-tenant.ts';

/** $1 id, $2 limits, $3 the harness's time. */
export const putTenant: Statement<TenantRow> = {
  name: 'put_tenant',
  text: `
insert into tenants as t (id, limits, created_at)
select $1::text, $2::json, coalesce($3::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)
on conflict (id) do update set limits = excluded.limits
returning t.id, t.limits, t.created_at`,
};
