import { type AskingDashboard, defineDashboard, type Row } from './grafana/dashboard.ts';
import { seriesPanel } from './grafana/series-panel.ts';
import { valuePanel } from './grafana/value-panel.ts';
import { chosen, quantile, rateOf, shareOf, toldOf } from './selection.ts';

const now: Row = {
  title: 'Now',
  panels: [
    valuePanel({
      title: 'Healthy engines',
      about: 'By pool; one that several workers use counts once.',
      asks: [[`sum by (pool) (installation_pool_state:spillway_engines:max{state="healthy", ${chosen}})`, '{{pool}}']],
      unit: 'short',
      width: 8,
    }),
    valuePanel({
      title: 'Unhealthy engines',
      about: 'No worker that uses them reaches them.',
      asks: [
        [`sum by (pool) (installation_pool_state:spillway_engines:max{state="unhealthy", ${chosen}})`, '{{pool}}'],
      ],
      unit: 'short',
      bad: { above: 1 },
      width: 8,
    }),
    valuePanel({
      title: 'In use',
      about: 'Of what workers may have in flight, by pool.',
      asks: [
        [
          shareOf(
            `sum by (pool) (installation_pool:spillway_requests_in_flight:max{${chosen}})`,
            `sum by (pool) (installation_pool:spillway_worker_slots:max{${chosen}})`,
          ),
          '{{pool}}',
        ],
      ],
      unit: 'percentunit',
      width: 8,
    }),
  ],
};

const throughput: Row = {
  title: 'Throughput',
  panels: [
    seriesPanel({
      title: 'Tokens',
      about: 'By pool and direction, as engines report them, as it happens.',
      asks: [
        [
          `sum by (pool, direction) (installation_pool_direction:spillway_executed_tokens:rate5m{${chosen}})`,
          '{{pool}} {{direction}}',
        ],
      ],
      unit: 'short',
      width: 12,
    }),
    seriesPanel({
      title: 'In flight',
      about: 'By pool, beside what workers may have in flight.',
      asks: [
        [`sum by (pool) (installation_pool:spillway_requests_in_flight:max{${chosen}})`, '{{pool}}'],
        [`sum by (pool) (installation_pool:spillway_worker_slots:max{${chosen}})`, '{{pool}} at most'],
      ],
      unit: 'short',
      width: 12,
    }),
    seriesPanel({
      title: 'Tokens of one worker',
      about: 'Per second, as the fleet measured it, by pool and model: what an engine is worth.',
      asks: [[toldOf('spillway_autoscaler_replica_tokens_per_second', 'pool, model'), '{{pool}} {{model}}']],
      unit: 'short',
      width: 12,
    }),
    seriesPanel({
      title: 'Time of an execution',
      about: 'From its start to its end, by model.',
      asks: [
        [quantile(0.5, 'spillway_execution_seconds', 'model'), '{{model}}, half'],
        [quantile(0.95, 'spillway_execution_seconds', 'model'), '{{model}}, 95 of 100'],
      ],
      unit: 's',
      width: 12,
    }),
  ],
};

const each: Row = {
  title: 'Each engine',
  panels: [
    seriesPanel({
      title: 'Tokens of each engine',
      about: 'By direction, as it reports them, of the requests of all workers.',
      asks: [[rateOf('spillway_engine_tokens_total', 'engine, direction'), '{{engine}} {{direction}}']],
      unit: 'short',
      width: 8,
    }),
    seriesPanel({
      title: 'Answers of each engine',
      about: 'Refusals, failures and breaks are none.',
      asks: [[rateOf('spillway_engine_request_seconds_count', 'engine'), '{{engine}}']],
      unit: 'reqps',
      width: 8,
    }),
    seriesPanel({
      title: 'Time of an answer',
      about: 'From the request to the whole answer, of each engine.',
      asks: [
        [quantile(0.5, 'spillway_engine_request_seconds', 'engine'), '{{engine}}, half'],
        [quantile(0.95, 'spillway_engine_request_seconds', 'engine'), '{{engine}}, 95 of 100'],
      ],
      unit: 's',
      width: 8,
    }),
    seriesPanel({
      title: 'Wait in its queue',
      about: 'The mean, by the word of the engine. None of engines that do not say it.',
      asks: [[toldOf('spillway_engine_queue_seconds', 'engine'), '{{engine}}']],
      unit: 's',
      width: 12,
    }),
    seriesPanel({
      title: 'In its queue, and at work',
      about: 'Requests of everybody, by the word of the engine.',
      asks: [
        [toldOf('spillway_engine_waiting_requests', 'engine'), '{{engine}}, waiting'],
        [toldOf('spillway_engine_running_requests', 'engine'), '{{engine}}, running'],
      ],
      unit: 'short',
      width: 12,
    }),
  ],
};

const trouble: Row = {
  title: 'Trouble',
  panels: [
    seriesPanel({
      title: 'Executions, by verdict',
      about: 'answered, refused for good, failed, busy, unreachable, preempted. Only failed burns an attempt.',
      asks: [
        [`sum by (verdict) (installation_pool_model_verdict:spillway_executions:rate5m{${chosen}})`, '{{verdict}}'],
      ],
      unit: 'reqps',
      stacked: true,
      width: 8,
    }),
    seriesPanel({
      title: 'Refused for want of room',
      about: '429, 503, or full by their own word, by pool.',
      asks: [[rateOf('spillway_engine_refusals_total', 'pool'), '{{pool}}']],
      unit: 'reqps',
      width: 8,
    }),
    seriesPanel({
      title: 'Requests given up',
      about: 'Dead letters as they happen, by model.',
      asks: [[rateOf('spillway_requests_dead_lettered_total', 'model'), '{{model}}']],
      unit: 'reqps',
      width: 8,
    }),
  ],
};

export const engines: AskingDashboard = defineDashboard({
  uid: 'spillway-engines',
  title: 'Spillway: engines',
  about: 'What engines answer, how fast, and what goes wrong with them.',
  from: 'now-6h',
  rows: [now, throughput, each, trouble],
});
