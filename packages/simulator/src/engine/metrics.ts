import type { ContinuousBatch } from './continuous-batch.ts';
import type { SecondsHistogram } from './seconds-histogram.ts';
import type { Statistics } from './statistics.ts';

/** The metrics that clients of vLLM read, under vLLM's names, in the text format of Prometheus. */
export function metricsText(modelName: string, batch: ContinuousBatch, statistics: Statistics): string {
  const labels = `engine="0",model_name="${modelName.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))}"`;
  const gauge = (name: string, help: string, value: number): string => metric(name, 'gauge', help, [[labels, value]]);
  const counter = (name: string, help: string, value: number): string =>
    metric(name, 'counter', help, [[labels, Math.round(value)]]);
  const reasons = Object.entries(statistics.successes).map(
    ([reason, count]) => [`${labels},finished_reason="${reason}"`, count] as const,
  );
  return [
    gauge('num_requests_running', 'Number of requests in model execution batches.', batch.running),
    gauge('num_requests_waiting', 'Number of requests waiting to be processed.', batch.waiting),
    gauge('kv_cache_usage_perc', 'KV-cache usage. 1 means 100 percent usage.', batch.kvCacheUsage),
    counter('prefix_cache_queries_total', 'Number of tokens looked up in the prefix cache.', statistics.prefixQueries),
    counter('prefix_cache_hits_total', 'Number of tokens found in the prefix cache.', statistics.prefixHits),
    counter('num_preemptions_total', 'Cumulative number of preemptions.', batch.preemptions),
    counter(
      'prompt_tokens_total',
      'Number of prefill tokens processed.',
      statistics.instantPromptTokens + batch.prefilledPromptTokens,
    ),
    counter(
      'generation_tokens_total',
      'Number of generation tokens processed.',
      statistics.instantGeneratedTokens + batch.generatedTokens,
    ),
    metric('request_success_total', 'counter', 'Count of successfully processed requests.', reasons),
    histogram(
      'request_queue_time_seconds',
      'Histogram of time spent in WAITING phase for request.',
      labels,
      batch.queueTimes,
    ),
  ].join('');
}

function histogram(name: string, help: string, labels: string, times: SecondsHistogram): string {
  const buckets = times.buckets.map(([le, count]) => `vllm:${name}_bucket{${labels},le="${le}"} ${count}\n`);
  const totals = `vllm:${name}_count{${labels}} ${times.count}\nvllm:${name}_sum{${labels}} ${times.sum}\n`;
  return `# HELP vllm:${name} ${help}\n# TYPE vllm:${name} histogram\n${buckets.join('')}${totals}`;
}

function metric(
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  samples: readonly (readonly [labels: string, value: number])[],
): string {
  const lines = samples.map(([labels, value]) => `vllm:${name}{${labels}} ${value}\n`);
  return `# HELP vllm:${name} ${help}\n# TYPE vllm:${name} ${type}\n${lines.join('')}`;
}
