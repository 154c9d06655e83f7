import type { Charge } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

/** $1 pool. */
export const charges: Statement<Charge> = {
  name: 'charges',
  text: 'select c.tenant, c.service from charges c where c.pool = $1::text order by c.tenant',
};
