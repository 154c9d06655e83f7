import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { MeterProvider } from '@opentelemetry/api';

const NANOSECONDS = 1e9;

/** Shows what this process takes, by the names that Prometheus's own clients use. */
export function observeProcess(provider: MeterProvider): void {
  const meter = provider.getMeter('process');
  meter
    .createObservableGauge('process_resident_memory_bytes', { description: 'Memory of this process.' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
  meter
    .createObservableCounter('process_cpu_seconds_total', { description: 'Processor time of this process.' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe((user + system) / 1e6);
    });
  meter
    .createObservableGauge('process_start_time_seconds', { description: 'When this process started, in Unix seconds.' })
    .addCallback((result) => result.observe(performance.timeOrigin / 1_000));
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  meter
    .createObservableGauge('nodejs_eventloop_lag_seconds', {
      description: 'How late timers are, 99th percentile since it was last asked for.',
    })
    .addCallback((result) => result.observe(lagSince(delays)));
}

const RESOLUTION_MS = 10;

/** What is measured is the time between two ticks, of which the resolution is no lag. */
function lagSince(delays: ReturnType<typeof monitorEventLoopDelay>): number {
  const late = delays.count > 0 ? delays.percentile(99) / NANOSECONDS - RESOLUTION_MS / 1_000 : 0;
  delays.reset();
  return Math.max(0, late);
}
