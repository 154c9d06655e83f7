/** What an engine calls what it says of its queue. */
interface Dialect {
  /** Requests that wait. */
  readonly waiting: string;
  /** Requests that it works on. */
  readonly running: string;
  /** A histogram of seconds in the queue, where it has one. */
  readonly queue?: string;
}

/**
 * The engines whose words are known:
 *
 * - vLLM 0.7 and later, https://docs.vllm.ai/en/latest/usage/metrics/ and `vllm/v1/metrics/loggers.py`. A request's time
 *   in the queue is told when it has ended.
 * - SGLang started with `--enable-metrics`, https://docs.sglang.io/docs/references/production_metrics and
 *   `python/sglang/srt/metrics/collector.py`; older versions have no time in the queue.
 * - llama.cpp's server started with `--metrics`, `tools/server/README.md`; it does not time its queue.
 * - Text Generation Inference, https://huggingface.co/docs/text-generation-inference/reference/metrics; it tells of the
 *   size of the batch.
 */
export const dialects: readonly Dialect[] = [
  {
    waiting: 'vllm:num_requests_waiting',
    running: 'vllm:num_requests_running',
    queue: 'vllm:request_queue_time_seconds',
  },
  { waiting: 'sglang:num_queue_reqs', running: 'sglang:num_running_reqs', queue: 'sglang:queue_time_seconds' },
  { waiting: 'llamacpp:requests_deferred', running: 'llamacpp:requests_processing' },
  { waiting: 'tgi_queue_size', running: 'tgi_batch_current_size', queue: 'tgi_request_queue_duration' },
];
