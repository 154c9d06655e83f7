import { type AskingDashboard, defineDashboard, type Row } from './grafana/dashboard.ts';
import { seriesPanel } from './grafana/series-panel.ts';
import { valuePanel } from './grafana/value-panel.ts';
import { chosen, shareOf, shownOf } from './selection.ts';

const cost = shownOf('spillway_pool_cost_total');
const costOfPools = shownOf('spillway_pool_cost_total', 'pool');
const requests = shownOf('spillway_pool_requests_total');
const requestsOfPools = shownOf('spillway_pool_requests_total', 'pool');
const ofReference = (counter: string): string => `sum(increase(${counter}{pool="$reference", ${chosen}}[$__range]))`;
/** What one request costs where that was measured: a cost of nothing is one that nobody knows. */
const costOfOne = (paid: string, answered: string): string => shareOf(`(${paid} > 0)`, answered);
/** On the pool that others are measured by. */
const referenceCost = `(${costOfOne(ofReference('spillway_pool_cost_total'), ofReference('spillway_pool_requests_total'))})`;

const spent: Row = {
  title: 'Over the time shown',
  panels: [
    valuePanel({
      title: 'Spent',
      about: "In the currency of the pools' prices, on requests of batches that ended, where a rate was measured.",
      asks: [[costOfPools, '{{pool}}']],
      unit: 'short',
      decimals: 2,
      width: 8,
    }),
    valuePanel({
      title: 'A thousand requests',
      about: 'What they cost on each pool.',
      asks: [[`1000 * ${costOfOne(costOfPools, requestsOfPools)}`, '{{pool}}']],
      unit: 'short',
      decimals: 4,
      width: 8,
    }),
    valuePanel({
      title: 'Saved by cheaper pools',
      about:
        'What all requests would have cost on the reference pool, less what they cost. It needs requests on that pool.',
      asks: [[`${requests} * ${referenceCost} - ${cost}`, 'saved']],
      unit: 'short',
      decimals: 2,
      width: 4,
    }),
    valuePanel({
      title: 'Answered without a run',
      about: 'Requests that got the answer to another one, by deduplication.',
      asks: [[shownOf('spillway_requests_deduplicated_total'), 'requests']],
      unit: 'short',
      decimals: 0,
      width: 4,
    }),
  ],
};

const course: Row = {
  title: 'Course',
  panels: [
    seriesPanel({
      title: 'Cost, in each hour before',
      about: 'By pool. Recorded by Prometheus, so that weeks are quick to show.',
      asks: [[`sum by (pool) (installation_pool:spillway_pool_cost:increase1h{${chosen}})`, '{{pool}}']],
      unit: 'short',
      stacked: true,
      width: 12,
    }),
    seriesPanel({
      title: 'Share of each pool',
      about: 'Of the requests of batches that ended in the hour before.',
      asks: [
        [
          `sum by (pool) (installation_pool:spillway_pool_requests:increase1h{${chosen}}) / on () group_left () (sum(installation_pool:spillway_pool_requests:increase1h{${chosen}}) > 0)`,
          '{{pool}}',
        ],
      ],
      unit: 'percentunit',
      stacked: true,
      width: 12,
    }),
    seriesPanel({
      title: 'Tokens, in each hour before',
      about: 'By pool and direction, of requests of batches that ended.',
      asks: [
        [`sum by (pool, direction) (increase(spillway_pool_tokens_total{${chosen}}[1h]))`, '{{pool}} {{direction}}'],
      ],
      unit: 'short',
      stacked: true,
      width: 12,
    }),
    seriesPanel({
      title: 'Time of engines, in each hour before',
      about: 'What executions took, summed, by pool and model.',
      asks: [
        [`sum by (pool, model) (increase(spillway_pool_busy_seconds_total{${chosen}}[1h]))`, '{{pool}} {{model}}'],
      ],
      unit: 's',
      width: 12,
    }),
  ],
};

export const costAndSavings: AskingDashboard = defineDashboard({
  uid: 'spillway-cost',
  title: 'Spillway: cost and savings',
  about: 'What batches cost on which pool, and what cheaper pools and deduplication saved.',
  from: 'now-7d',
  variables: [
    {
      name: 'reference',
      label: 'Reference pool',
      description: 'The pool that would do everything if there were no cheaper one.',
      type: 'textbox',
      query: 'dedicated',
      current: { text: 'dedicated', value: 'dedicated' },
    },
  ],
  rows: [spent, course],
});
