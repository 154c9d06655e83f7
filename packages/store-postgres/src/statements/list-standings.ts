import type { PoolObservation } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

export interface StandingRow {
  readonly pool: string;
  readonly model: string;
  readonly desired_replicas: number;
  readonly decided_at: string;
  readonly observed: PoolObservation | null;
}

export const listStandings: Statement<StandingRow> = {
  name: 'list_standings',
  text: `
select t.pool, t.model, t.desired_replicas, t.decided_at, t.observed
from fleet_ticks t
where t.decided_at is not null
order by t.pool, t.model`,
};
