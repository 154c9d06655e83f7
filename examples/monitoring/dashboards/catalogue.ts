import { costAndSavings } from './cost.ts';
import { engines } from './engines.ts';
import { fleet } from './fleet.ts';
import type { AskingDashboard } from './grafana/dashboard.ts';
import { overview } from './overview.ts';
import { slaHistory } from './sla-history.ts';
import { store } from './store.ts';

/** Every dashboard. */
export const dashboards: readonly AskingDashboard[] = [overview, slaHistory, costAndSavings, engines, store, fleet];
