import { type AskingDashboard, defineDashboard, type Row } from './grafana/dashboard.ts';
import { seriesPanel } from './grafana/series-panel.ts';
import { valuePanel } from './grafana/value-panel.ts';
import { chosen, quantile, rateOf } from './selection.ts';

const database: Row = {
  title: 'Database',
  panels: [
    seriesPanel({
      title: 'Calls',
      about: 'The ten most frequent.',
      asks: [[`topk(10, ${rateOf('spillway_store_call_seconds_count', 'call')})`, '{{call}}']],
      unit: 'ops',
      width: 8,
    }),
    seriesPanel({
      title: 'Time of a call',
      about: 'Half of all calls, and 99 of 100.',
      asks: [
        [
          `histogram_quantile(0.5, sum by (le) (installation_le:spillway_store_call_seconds_bucket:rate5m{${chosen}}))`,
          'half',
        ],
        [
          `histogram_quantile(0.99, sum by (le) (installation_le:spillway_store_call_seconds_bucket:rate5m{${chosen}}))`,
          '99 of 100',
        ],
      ],
      unit: 's',
      bad: { above: 1 },
      width: 8,
    }),
    seriesPanel({
      title: 'Slowest calls',
      about: '99 of 100 take no longer, the ten slowest kinds.',
      asks: [[`topk(10, ${quantile(0.99, 'spillway_store_call_seconds', 'call')})`, '{{call}}']],
      unit: 's',
      width: 8,
    }),
    seriesPanel({
      title: 'Share that fails',
      about: 'Of all calls, for reasons that are the database’s.',
      asks: [
        [
          `max by (installation) (installation:spillway_store_errors:ratio_rate5m{${chosen}})`,
          'fails {{installation}}',
        ],
      ],
      unit: 'percentunit',
      bad: { above: 0.05 },
      width: 12,
    }),
    seriesPanel({
      title: 'Errors',
      about: 'By what went wrong. conflict and not_found are answers, unavailable passes.',
      asks: [[rateOf('spillway_store_errors_total', 'code'), '{{code}}']],
      unit: 'ops',
      width: 12,
    }),
  ],
};

const blobs: Row = {
  title: 'Blobs',
  panels: [
    seriesPanel({
      title: 'Bytes',
      about: 'Read from blob storage, and written to it.',
      asks: [[rateOf('spillway_blob_bytes_total', 'direction'), '{{direction}}']],
      unit: 'Bps',
      width: 8,
    }),
    seriesPanel({
      title: 'Time of a call',
      about: '99 of 100 take no longer, by call; a read takes until its first chunk.',
      asks: [[quantile(0.99, 'spillway_blob_call_seconds', 'call'), '{{call}}']],
      unit: 's',
      width: 8,
    }),
    seriesPanel({
      title: 'Errors',
      about: 'By call and what went wrong. not_found of a read is a lost blob.',
      asks: [[rateOf('spillway_blob_errors_total', 'call, code'), '{{call}} {{code}}']],
      unit: 'ops',
      width: 8,
    }),
    seriesPanel({
      title: 'Share that fails',
      about: 'Of all calls, for reasons that are the storage’s.',
      asks: [
        [`max by (installation) (installation:spillway_blob_errors:ratio_rate5m{${chosen}})`, 'fails {{installation}}'],
      ],
      unit: 'percentunit',
      bad: { above: 0.05 },
      width: 12,
    }),
    seriesPanel({
      title: 'Free space',
      about: 'What the storage can still take. A bucket knows no bound and shows nothing here.',
      asks: [
        [`min by (installation) (installation:spillway_storage_free_bytes:min{${chosen}})`, 'free {{installation}}'],
      ],
      unit: 'bytes',
      bad: { below: 5e9 },
      width: 12,
    }),
  ],
};

const retention: Row = {
  title: 'Retention',
  panels: [
    seriesPanel({
      title: 'Removed, in each hour before',
      about: 'What is kept no longer, and what nothing names.',
      asks: [[`sum by (what) (increase(spillway_retention_removed_total{${chosen}}[1h]))`, '{{what}}']],
      unit: 'short',
      bars: true,
      width: 18,
    }),
    valuePanel({
      title: 'Since the last sweep',
      about: 'That had nothing left to remove, of the sweep that is furthest behind. A round takes a minute.',
      asks: [[`max(time() - installation:spillway_retention_last_sweep_timestamp_seconds:max{${chosen}})`, 'ago']],
      unit: 's',
      bad: { above: 3600 },
      height: 8,
      width: 6,
    }),
  ],
};

export const store: AskingDashboard = defineDashboard({
  uid: 'spillway-store',
  title: 'Spillway: store',
  about: 'The database, the blobs, and what is removed from them.',
  from: 'now-6h',
  rows: [database, blobs, retention],
});
