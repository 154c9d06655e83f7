import { type AskingDashboard, defineDashboard, type Row } from './grafana/dashboard.ts';
import { seriesPanel } from './grafana/series-panel.ts';
import { valuePanel } from './grafana/value-panel.ts';
import { chosen, quantile, shareOf, shownOf } from './selection.ts';

const met = (what: string): string => shownOf(`spillway_${what}_sla_met_total`);
const violated = (what: string): string => shownOf(`spillway_${what}_sla_violated_total`);
const inTime = (what: string): string => shareOf(met(what), `(${met(what)} + ${violated(what)})`);

const kept: Row = {
  title: 'Deadlines kept, over the time shown',
  panels: [
    valuePanel({
      title: 'Batches in time',
      about: 'Of those that ended and were not cancelled.',
      asks: [[inTime('batches'), 'in time']],
      unit: 'percentunit',
      decimals: 2,
      bad: { below: 0.99 },
      width: 6,
    }),
    valuePanel({
      title: 'Requests in time',
      about:
        'A request is late when its outcome was recorded after the deadline, when it expired, and when it was given up.',
      asks: [[inTime('requests'), 'in time']],
      unit: 'percentunit',
      decimals: 3,
      bad: { below: 0.99 },
      width: 6,
    }),
    valuePanel({
      title: 'Batches too late',
      about: 'Expired, ended late, or given up.',
      asks: [[violated('batches'), 'too late']],
      unit: 'short',
      decimals: 0,
      bad: { above: 1 },
      width: 6,
    }),
    valuePanel({
      title: 'Requests given up',
      about: 'Dead letters, in batches that ended.',
      asks: [
        [`sum(increase(spillway_requests_ended_total{outcome="dead_lettered", ${chosen}}[$__range]))`, 'given up'],
      ],
      unit: 'short',
      decimals: 0,
      bad: { above: 1 },
      width: 6,
    }),
  ],
};

const history: Row = {
  title: 'History',
  panels: [
    seriesPanel({
      title: 'Batches, in each hour before',
      about: 'By whether they were in time. Recorded by Prometheus, so that weeks are quick to show.',
      asks: [
        [`sum(installation:spillway_batches_sla_met:increase1h{${chosen}})`, 'in time'],
        [`sum(installation:spillway_batches_sla_violated:increase1h{${chosen}})`, 'too late'],
      ],
      unit: 'short',
      stacked: true,
      width: 12,
    }),
    seriesPanel({
      title: 'Requests, in each hour before',
      about: 'By whether they were in time.',
      asks: [
        [`sum(installation:spillway_requests_sla_met:increase1h{${chosen}})`, 'in time'],
        [`sum(installation:spillway_requests_sla_violated:increase1h{${chosen}})`, 'too late'],
      ],
      unit: 'short',
      stacked: true,
      width: 12,
    }),
    seriesPanel({
      title: 'Slack',
      about:
        'From the expected finish to the deadline, of the running batch that has the least. Below zero it will be late.',
      asks: [
        [`min by (installation) (installation:spillway_sla_slack_seconds:min{${chosen}})`, 'least {{installation}}'],
      ],
      unit: 's',
      width: 12,
    }),
    seriesPanel({
      title: 'Batches at risk, and the age of the oldest',
      about:
        'Running batches that are expected to be late, and the hours since the creation of the oldest that has not ended.',
      asks: [
        [`sum(installation:spillway_batches_at_risk:max{${chosen}})`, 'at risk'],
        [`max(installation:spillway_queue_age_seconds:max{${chosen}}) / 3600`, 'hours of the oldest'],
      ],
      unit: 'short',
      width: 12,
    }),
  ],
};

const waits: Row = {
  title: 'Why',
  panels: [
    seriesPanel({
      title: 'Wait for the last execution',
      about:
        'From the creation of a batch to the start of the execution that answered, of requests whose batches ended.',
      asks: [
        [quantile(0.5, 'spillway_queue_wait_seconds'), 'half'],
        [quantile(0.95, 'spillway_queue_wait_seconds'), '95 of 100'],
      ],
      unit: 's',
      width: 8,
    }),
    seriesPanel({
      title: 'Attempts of a request',
      about: 'Executions whose failure could be its own fault, in the mean; 1 is best.',
      asks: [
        [
          `sum(rate(spillway_request_attempts_sum{${chosen}}[$__rate_interval])) / sum(rate(spillway_request_attempts_count{${chosen}}[$__rate_interval]))`,
          'attempts',
        ],
      ],
      unit: 'short',
      decimals: 2,
      width: 8,
    }),
    seriesPanel({
      title: 'Requests given up, by model',
      about: 'As it happens in workers, in each hour before.',
      asks: [[`sum by (model) (increase(spillway_requests_dead_lettered_total{${chosen}}[1h]))`, '{{model}}']],
      unit: 'short',
      bars: true,
      width: 8,
    }),
  ],
};

export const slaHistory: AskingDashboard = defineDashboard({
  uid: 'spillway-sla',
  title: 'Spillway: deadlines',
  about: 'What was promised and what was kept. `spillway history` has every batch exactly once.',
  from: 'now-7d',
  rows: [kept, history, waits],
});
