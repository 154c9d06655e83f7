import { describe, expect, it } from 'vitest';
import { readPage } from './read-page.ts';

/** As vLLM writes it, with what stands around. */
const vllm = `# HELP python_gc_objects_collected_total Objects collected during gc
# TYPE python_gc_objects_collected_total counter
python_gc_objects_collected_total{generation="0"} 12345.0
# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 37.0
# HELP vllm:num_requests_waiting Number of requests waiting to be processed.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 12.0
# TYPE vllm:num_requests_waiting_by_reason gauge
vllm:num_requests_waiting_by_reason{engine="0",model_name="meta-llama/Llama-3.1-8B-Instruct",reason="capacity"} 9.0
# HELP vllm:request_queue_time_seconds Histogram of time spent in WAITING phase for request.
# TYPE vllm:request_queue_time_seconds histogram
vllm:request_queue_time_seconds_bucket{engine="0",le="0.3",model_name="meta-llama/Llama-3.1-8B-Instruct"} 3.0
vllm:request_queue_time_seconds_bucket{engine="0",le="+Inf",model_name="meta-llama/Llama-3.1-8B-Instruct"} 4.0
vllm:request_queue_time_seconds_count{engine="0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 4.0
vllm:request_queue_time_seconds_sum{engine="0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 2.5
vllm:request_queue_time_seconds_created{engine="0",model_name="meta-llama/Llama-3.1-8B-Instruct"} 1.788e+09
`;

const spoken = { waiting: 12, running: 37, queued: { seconds: 2.5, count: 4 } };

describe('the page of an engine', () => {
  it.each([
    ['vLLM', vllm, spoken],
    ['vLLM behind a server that ends lines as Windows does', vllm.replaceAll('\n', '\r\n'), spoken],
    [
      'SGLang',
      'sglang:num_running_reqs{model_name="m"} 162.0\nsglang:num_queue_reqs{model_name="m"} 2826.0\n' +
        'sglang:queue_time_seconds_sum{model_name="m"} 30.5\nsglang:queue_time_seconds_count{model_name="m"} 61.0\n',
      { waiting: 2_826, running: 162, queued: { seconds: 30.5, count: 61 } },
    ],
    [
      'SGLang before it timed its queue',
      'sglang:num_running_reqs{model_name="m"} 2.0\nsglang:num_queue_reqs{model_name="m"} 0.0\n',
      { waiting: 0, running: 2, queued: null },
    ],
    [
      'llama.cpp',
      'llamacpp:requests_processing 3\nllamacpp:requests_deferred 4\nllamacpp:predicted_tokens_seconds 21.5\n',
      { waiting: 4, running: 3, queued: null },
    ],
    [
      'Text Generation Inference',
      'tgi_queue_size 5\ntgi_batch_current_size 8\ntgi_request_queue_duration_sum 1.5\ntgi_request_queue_duration_count 3\n',
      { waiting: 5, running: 8, queued: { seconds: 1.5, count: 3 } },
    ],
  ])('of %s tells of its queue', (_, page, words) => {
    expect(readPage(page)).toEqual(words);
  });

  it('sums up models and replicas that share it', () => {
    const page = 'vllm:num_requests_waiting{engine="0",model_name="a"} 1.0\n'.concat(
      'vllm:num_requests_waiting{engine="1",model_name="a"} 2.0\nvllm:num_requests_waiting{engine="0",model_name="b"} 4.0\n',
    );
    expect(readPage(page)).toEqual({ waiting: 7, running: null, queued: null });
  });

  it('counts a queue once that is told by priority, too', () => {
    const page = ['', '1', '5']
      .map((priority, nth) => `sglang:num_queue_reqs{model_name="m",priority="${priority}"} ${[3, 2, 1][nth]}\n`)
      .join('');
    expect(readPage(page)?.waiting).toBe(3);
  });

  it.each(['NaN', '+Inf', '-Inf', '-1', '1e300', '0.5'])('that says %s are waiting says nothing of that', (value) => {
    const page = `vllm:num_requests_waiting ${value}\nvllm:num_requests_running 2\n`;
    expect(readPage(page)).toEqual({ waiting: null, running: 2, queued: null });
  });

  it.each([
    ['NaN', '4'],
    ['2', 'NaN'],
    ['-2', '4'],
    ['+Inf', '4'],
  ])('whose requests waited %s s, %s of them, says nothing of that', (seconds, count) => {
    const times = `vllm:request_queue_time_seconds_sum ${seconds}\nvllm:request_queue_time_seconds_count ${count}\n`;
    expect(readPage(`vllm:num_requests_running 2\n${times}`)?.queued).toBeNull();
  });

  it.each(['', '<!doctype html>\n<title>Welcome</title>', '{"object":"error"}', 'go_goroutines 12\n'])(
    'that is none of theirs says nothing: %j',
    (page) => {
      expect(readPage(page)).toBeUndefined();
    },
  );
});
