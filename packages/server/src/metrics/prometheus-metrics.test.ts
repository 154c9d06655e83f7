import { expect, it } from 'vitest';
import { createPrometheusMetrics } from './prometheus-metrics.ts';

it('a gauge is shown while it is observed, and a counter for good', async () => {
  const { provider, exposition } = createPrometheusMetrics();
  const meter = provider.getMeter('test');
  let living = ['spot', 'dedicated'];
  meter.createObservableGauge('workers').addCallback((result) => {
    for (const pool of living) result.observe(1, { pool });
  });
  meter.createCounter('seen_total').add(2);
  const shown = async (): Promise<readonly string[]> =>
    (await exposition()).split('\n').filter((line) => /^(workers|seen_total)/.test(line));
  expect(await shown()).toEqual(['workers{pool="spot"} 1', 'workers{pool="dedicated"} 1', 'seen_total 2']);
  living = ['dedicated'];
  expect(await shown()).toEqual(['workers{pool="dedicated"} 1', 'seen_total 2']);
  living = [];
  expect(await shown()).toEqual(['seen_total 2']);
});
