import { describe, expect, test } from 'vitest';
import { type Failure, fingerprintOf, normalMessage } from './fingerprint.ts';

const ofMessage = (message: string, part: Partial<Failure> = {}): string =>
  fingerprintOf({ model: 'm', code: 'server_error', message, ...part });

describe('failures of one kind have one fingerprint', () => {
  test.each([
    [
      'numbers of tokens',
      "HTTP 500: This model's maximum context length is 4096 tokens. However, you requested 5012 tokens in the messages.",
      "HTTP 500: This model's maximum context length is 32,768 tokens. However, you requested 40960 tokens in the messages.",
    ],
    ['durations', 'no whole answer within 600000 ms', 'no whole answer within 59999.5 ms'],
    ['addresses', 'connect ECONNREFUSED 10.0.0.7:8000', 'connect ECONNREFUSED 192.168.17.200:18000'],
    ['hosts', 'getaddrinfo ENOTFOUND gpu-7.internal', 'getaddrinfo ENOTFOUND gpu-12.internal'],
    [
      'request ids of engines',
      'HTTP 500: Request chatcmpl-9f8e7d6c5b4a39281706f5e4d3c2b1a0 failed in EngineCore',
      'HTTP 500: Request chatcmpl-0a1B2c3D failed in EngineCore',
    ],
    ['request ids of gateways', 'HTTP 502: upstream, req_a1B2x', 'HTTP 502: upstream, req_9ZZy'],
    ['uuids', 'trace 3f2b8c1e-77aa-4a0f-9c11-0a9d7f0e1b2c', 'trace AAAAAAAA-0000-4000-8000-00000000000F'],
    ['addresses in memory', 'CUDA error at 0x7f3a9c at line 17', 'CUDA error at 0xDEADBEEF at line 4211'],
    ['digests', 'blob 5feceb66ffc86f38 is gone', 'blob 6b86b273ff34fce19d6b804eff5a3f57 is gone'],
    [
      'URLs',
      'POST http://gpu-1:8000/v1/chat/completions?x=1 timed out',
      'POST https://[2001:db8::7]/v1/completions timed out',
    ],
    ['times', 'draining since 2026-11-21T19:10:36.123Z', 'draining since 2025-01-01 00:00:00+02:00'],
    ['quotations', 'tool "get_weather" broke on \'Berlin\'', 'tool "f\\"x" broke on \'it"s\''],
    [
      'quoted bodies that are cut',
      'the answer is no JSON object: "<html>\\n<h1>Bad gateway</h1>"',
      'the answer is no JSON object: "upstream said {\\"a',
    ],
    [
      'lists of numbers',
      'CUDA out of memory. Tried 2.00 GiB of [1, 2, 3]',
      'CUDA out of memory. Tried 512 GiB of [7, 1024]',
    ],
    ['white space', 'one  thing\nbroke ', 'one thing broke'],
  ])('whatever %s they name', (_, left, right) => {
    expect(normalMessage(left)).toBe(normalMessage(right));
    expect(ofMessage(left)).toBe(ofMessage(right));
  });

  test('whatever they quote behind a long beginning', () => {
    const beginning =
      'the engine core died while it scheduled the prompt of a request, which reads as follows: '.repeat(3);
    expect(ofMessage(`${beginning} once upon a time`)).toBe(ofMessage(`${beginning} call me`));
  });
});

describe('failures of different kinds have different fingerprints', () => {
  test.each([
    ['HTTP 500: Internal Server Error', 'HTTP 502: Bad Gateway'],
    ['HTTP 500', 'HTTP 503'],
    ['connect ECONNREFUSED 10.0.0.7:8000', 'read ECONNRESET'],
    ['socket hang up', 'other side closed (UND_ERR_SOCKET)'],
    ['CUDA out of memory. Tried to allocate 2.00 GiB', 'CUDA error: an illegal memory access was encountered'],
    ["The model's cache isn't there", "The model's queue isn't there"],
    ['request_timeout', 'request_cancelled'],
    ['EngineDeadError: EngineCore encountered an issue', 'EngineGenerateError: EngineCore encountered an issue'],
  ])('%j and %j', (left, right) => {
    expect(ofMessage(left)).not.toBe(ofMessage(right));
  });

  test('by model and by code', () => {
    const prints = [ofMessage('x'), ofMessage('x', { model: 'n' }), ofMessage('x', { code: 'timeout' })];
    expect(new Set(prints).size).toBe(3);
  });
});

test('a fingerprint is the same in every version', () => {
  expect(ofMessage('no whole answer within 600000 ms', { code: 'timeout' })).toMatch(/^[0-9a-f]{16}$/);
  expect(ofMessage('no whole answer within 600000 ms', { code: 'timeout' })).toBe('055693cb12b4113b');
  expect(fingerprintOf({ model: 'm', code: null, message: null })).toMatch(/^[0-9a-f]{16}$/);
});

test('a message made to be slow is normalized at once', () => {
  for (const hostile of ['"', "'", '`', '“', '0x', 'a1-', 'request-', '1 ', '1-', 'a://', '\\', '2026-11-21 ']) {
    const message = hostile.repeat(500).slice(0, 500);
    // The best of several: this process may stand still in the middle of one.
    const took = Array.from({ length: 5 }, () => {
      const beganMs = performance.now();
      normalMessage(message);
      return performance.now() - beganMs;
    });
    expect(Math.min(...took)).toBeLessThan(50);
  }
});
