import { type AskingDashboard, defineDashboard, type Row } from './grafana/dashboard.ts';
import { seriesPanel } from './grafana/series-panel.ts';
import { valuePanel } from './grafana/value-panel.ts';
import { chosen, quantile, rateOf } from './selection.ts';

const now: Row = {
  title: 'Now',
  panels: [
    valuePanel({
      title: 'Alerts',
      about: 'Alerts that fire. docs/runbook.md has a section for each.',
      asks: [[`count(ALERTS{alertstate="firing", alertname=~"Spillway.+", ${chosen}}) or vector(0)`, 'firing']],
      unit: 'short',
      bad: { above: 1 },
      width: 4,
    }),
    valuePanel({
      title: 'Batches at risk',
      about: 'Running batches that are expected to be late.',
      asks: [[`sum(installation:spillway_batches_at_risk:max{${chosen}})`, 'at risk']],
      unit: 'short',
      bad: { above: 1 },
      width: 4,
    }),
    valuePanel({
      title: 'Least slack',
      about:
        'From the expected finish to the deadline, of the running batch that has the least. None while no batch runs.',
      asks: [[`min(installation:spillway_sla_slack_seconds:min{${chosen}})`, 'slack']],
      unit: 's',
      bad: { below: 15 },
      width: 4,
    }),
    valuePanel({
      title: 'Batches that have not ended',
      about: 'Waiting and running.',
      asks: [[`sum(installation:spillway_queue_batches:max{${chosen}})`, 'batches']],
      unit: 'short',
      width: 4,
    }),
    valuePanel({
      title: 'Requests without an outcome',
      about: 'Of those batches.',
      asks: [[`sum(installation:spillway_queue_requests:max{${chosen}})`, 'requests']],
      unit: 'short',
      width: 4,
    }),
    valuePanel({
      title: 'Age of the oldest batch',
      about: 'Since its creation, of those that have not ended.',
      asks: [[`max(installation:spillway_queue_age_seconds:max{${chosen}})`, 'age']],
      unit: 's',
      bad: { above: 25 * 3600 },
      width: 4,
    }),
  ],
};

const work: Row = {
  title: 'Work',
  panels: [
    seriesPanel({
      title: 'Requests that wait or run',
      about: 'Falls while more ends than comes.',
      asks: [[`sum(installation:spillway_queue_requests:max{${chosen}})`, 'without an outcome']],
      unit: 'short',
      width: 8,
    }),
    seriesPanel({
      title: 'Executions',
      about: 'Of requests, by pool: as they end in workers.',
      asks: [[`sum by (pool) (installation_pool:spillway_executions:rate5m{${chosen}})`, '{{pool}}']],
      unit: 'reqps',
      stacked: true,
      width: 8,
    }),
    seriesPanel({
      title: 'Requests of batches that ended',
      about: 'By outcome: a batch counts at its end, with all of its requests.',
      asks: [[`sum by (outcome) (installation_outcome:spillway_requests_ended:rate5m{${chosen}})`, '{{outcome}}']],
      unit: 'reqps',
      stacked: true,
      width: 8,
    }),
  ],
};

const callers: Row = {
  title: 'What callers see',
  panels: [
    seriesPanel({
      title: 'Calls of the API',
      about: 'By status.',
      asks: [[rateOf('spillway_http_requests_total', 'status'), '{{status}}']],
      unit: 'reqps',
      stacked: true,
      width: 8,
    }),
    seriesPanel({
      title: 'Answers, 99 of 100',
      about: 'From a call until its answer begins: 99 of 100 calls take no longer. Transfers of files are among them.',
      asks: [[quantile(0.99, 'spillway_http_request_seconds', 'route'), '{{route}}']],
      unit: 's',
      width: 8,
    }),
    seriesPanel({
      title: 'Views and reads of the database for them',
      about: 'Open streams of portal and command line, and how often the database is read for all of them together.',
      asks: [
        [`sum by (view) (spillway_viewers{${chosen}})`, '{{view}} open'],
        [rateOf('spillway_view_reads_total', 'read'), '{{read}} reads/s'],
      ],
      unit: 'short',
      width: 8,
    }),
  ],
};

const processes: Row = {
  title: 'Processes',
  panels: [
    seriesPanel({
      title: 'Processes that answer',
      about: 'By kind. A step down is a process that ended, or that Prometheus cannot reach.',
      asks: [[`sum by (job) (up{job=~"spillway-.+", ${chosen}})`, '{{job}}']],
      unit: 'short',
      decimals: 0,
      width: 6,
    }),
    seriesPanel({
      title: 'Memory',
      about: 'Under 300 MB for each, whatever the batches.',
      asks: [[`process_resident_memory_bytes{job=~"spillway-.+", ${chosen}}`, '{{job}} {{instance}}']],
      unit: 'bytes',
      width: 6,
    }),
    seriesPanel({
      title: 'Processor',
      about: 'Of one core.',
      asks: [
        [`rate(process_cpu_seconds_total{job=~"spillway-.+", ${chosen}}[$__rate_interval])`, '{{job}} {{instance}}'],
      ],
      unit: 'percentunit',
      width: 6,
    }),
    seriesPanel({
      title: 'Lag of the event loop',
      about: 'The 99th percentile since the last scrape. Leases are lost where it comes to seconds.',
      asks: [[`nodejs_eventloop_lag_seconds{job=~"spillway-.+", ${chosen}}`, '{{job}} {{instance}}']],
      unit: 's',
      bad: { above: 0.5 },
      width: 6,
    }),
    seriesPanel({
      title: 'Versions',
      about: 'Processes of each version. Workers may be one behind coordinators and servers.',
      asks: [[`count by (job, version) (spillway_build_info{${chosen}})`, '{{job}} {{version}}']],
      unit: 'short',
      decimals: 0,
      height: 6,
      width: 24,
    }),
  ],
};

export const overview: AskingDashboard = defineDashboard({
  uid: 'spillway-overview',
  title: 'Spillway: overview',
  about: 'Whether batches will be in time, what runs, and whether callers are served.',
  from: 'now-3h',
  rows: [now, work, callers, processes],
});
