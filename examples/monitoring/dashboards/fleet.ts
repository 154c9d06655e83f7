import { type AskingDashboard, defineDashboard, type Row } from './grafana/dashboard.ts';
import { seriesPanel } from './grafana/series-panel.ts';
import { valuePanel } from './grafana/value-panel.ts';
import { chosen, rateOf, toldOf } from './selection.ts';

const now: Row = {
  title: 'Now',
  panels: [
    valuePanel({
      title: 'Workers',
      about: 'That live, by pool.',
      asks: [[`sum by (pool) (installation_pool:spillway_workers:max{${chosen}})`, '{{pool}}']],
      unit: 'short',
      width: 8,
    }),
    valuePanel({
      title: 'Missing workers',
      about: 'What the fleet asks for, less what lives, by pool that something scales.',
      asks: [
        [
          `sum by (pool) (clamp_min(installation_pool_model:spillway_autoscaler_desired_replicas:max{${chosen}} - installation_pool_model:spillway_autoscaler_live_replicas:max{${chosen}}, 0) and on (installation, pool) installation_pool:spillway_autoscaler_max_replicas:max)`,
          '{{pool}}',
        ],
      ],
      unit: 'short',
      bad: { above: 1 },
      width: 8,
    }),
    valuePanel({
      title: 'Interrupted in a quarter of an hour',
      about: 'By pool: told by the cloud, or gone without a word.',
      asks: [[`sum by (pool) (installation_pool:spillway_interruptions:increase15m{${chosen}})`, '{{pool}}']],
      unit: 'short',
      decimals: 0,
      bad: { above: 5 },
      width: 8,
    }),
  ],
};

const course: Row = {
  title: 'What was wanted, and what was there',
  panels: [
    seriesPanel({
      title: 'Replicas',
      about: 'Asked for by the fleet, and alive, by pool and model.',
      asks: [
        [
          `sum by (pool, model) (installation_pool_model:spillway_autoscaler_desired_replicas:max{${chosen}})`,
          '{{pool}} {{model}} wanted',
        ],
        [
          `sum by (pool, model) (installation_pool_model:spillway_autoscaler_live_replicas:max{${chosen}})`,
          '{{pool}} {{model}} alive',
        ],
      ],
      unit: 'short',
      decimals: 0,
      width: 12,
    }),
    seriesPanel({
      title: 'Work',
      about: 'Requests of each model without an outcome, as the fleet last saw them.',
      asks: [[`sum by (model) (installation_model:spillway_autoscaler_work_requests:max{${chosen}})`, '{{model}}']],
      unit: 'short',
      width: 12,
    }),
    seriesPanel({
      title: 'Interruptions, in each quarter of an hour before',
      about: 'By pool and kind: notice of a worker that obeyed one, lost of one that fell silent.',
      asks: [[`sum by (pool, kind) (increase(spillway_interruptions_total{${chosen}}[15m]))`, '{{pool}} {{kind}}']],
      unit: 'short',
      bars: true,
      width: 8,
    }),
    seriesPanel({
      title: 'Decisions',
      about: 'About pools, by what became of their replicas.',
      asks: [[rateOf('spillway_autoscaler_decisions_total', 'pool, direction'), '{{pool}} {{direction}}']],
      unit: 'ops',
      width: 8,
    }),
    seriesPanel({
      title: 'Replicas that began and ended, in each quarter of an hour before',
      about: 'As autoscalers started, stopped and saw them end.',
      asks: [[`sum by (pool, kind) (increase(spillway_replica_changes_total{${chosen}}[15m]))`, '{{pool}} {{kind}}']],
      unit: 'short',
      bars: true,
      width: 8,
    }),
  ],
};

const why: Row = {
  title: 'From what it was decided',
  panels: [
    seriesPanel({
      title: 'Requests of one worker',
      about: 'Per second, as measured, by pool and model.',
      asks: [[toldOf('spillway_autoscaler_replica_requests_per_second', 'pool, model'), '{{pool}} {{model}}']],
      unit: 'reqps',
      width: 8,
    }),
    seriesPanel({
      title: 'Start of a worker',
      about: 'From asking for it until it works, as measured, by pool.',
      asks: [[toldOf('spillway_autoscaler_cold_start_seconds', 'pool, model'), '{{pool}} {{model}}']],
      unit: 's',
      width: 8,
    }),
    seriesPanel({
      title: 'Batches opened to a dedicated pool, in each hour before',
      about: 'And closed to it again.',
      asks: [
        [`sum by (model) (increase(spillway_escalations_total{${chosen}}[1h]))`, '{{model}} opened'],
        [`sum by (model) (increase(spillway_relaxations_total{${chosen}}[1h]))`, '{{model}} closed'],
      ],
      unit: 'short',
      bars: true,
      width: 8,
    }),
    seriesPanel({
      title: 'Claims',
      about: 'Taken by workers, by pool.',
      asks: [[rateOf('spillway_claims_total', 'pool'), '{{pool}}']],
      unit: 'ops',
      width: 12,
    }),
    seriesPanel({
      title: 'Claims lost to others',
      about: 'Before their worker was done: it was cut off, held up, or its clock stood still.',
      asks: [[rateOf('spillway_lease_losses_total', 'pool'), '{{pool}}']],
      unit: 'ops',
      width: 12,
    }),
  ],
};

export const fleet: AskingDashboard = defineDashboard({
  uid: 'spillway-fleet',
  title: 'Spillway: fleet',
  about: 'How many workers each pool should have, has and loses, and why.',
  from: 'now-6h',
  rows: [now, course, why],
});
