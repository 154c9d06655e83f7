import type { Verdict } from '@spillway/core/executor';
import { describe, expect, it } from 'vitest';
import { classify } from './classify.ts';
import type { Judgement, Surroundings } from './judgement.ts';
import type { Reply, ReplyHeaders } from './reply.ts';

const around: Surroundings = {
  engine: 'http://gpu:8000',
  believedWell: true,
  alive: true,
  timeoutMs: 1_000,
  maxBytes: 100,
  now: 0,
};

function answered(statusCode: number, body: unknown, headers: ReplyHeaders = {}): Reply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answer', statusCode, headers, body: Buffer.from(text) };
}

function broken(error: Partial<Error> & { code?: string }, sent = true, statusCode: number | null = null): Reply {
  return { kind: 'broken', sent, statusCode, headers: {}, error: Object.assign(new Error(error.message ?? ''), error) };
}

const judge = (reply: Reply, other: Partial<Surroundings> = {}): Judgement => classify(reply, { ...around, ...other });
const textOf = (verdict: Verdict): string => ('body' in verdict ? Buffer.from(verdict.body ?? []).toString() : '');

describe('a 2xx', () => {
  it('with a JSON object is answered, with its usage and id', () => {
    const body = { id: 'cmpl-1', usage: { prompt_tokens: 3, completion_tokens: 4 } };
    const { verdict, standing } = judge(answered(200, body));
    expect(verdict).toMatchObject({
      kind: 'answered',
      engine: around.engine,
      statusCode: 200,
      requestId: 'cmpl-1',
      usage: { inputTokens: 3, outputTokens: 4 },
    });
    expect(textOf(verdict)).toBe(JSON.stringify(body));
    expect(standing).toBe('well');
  });

  it('takes the id of the header before that of the body', () => {
    expect(judge(answered(200, { id: 'body' }, { 'x-request-id': 'header' })).verdict).toMatchObject({
      requestId: 'header',
    });
  });

  it.each(['', '<html>ok</html>', '[]', '{"id":', 'data: {"id":"x"}\n\n'])('with %j is garbage', (text) => {
    expect(judge(answered(200, text)).verdict).toMatchObject({ kind: 'failed', reason: 'garbage', statusCode: 200 });
  });

  it.each(['abort', { type: 'abort', message: 'shutting down' }])('that ends in %j is preempted', (reason) => {
    const choices = [{ finish_reason: 'stop' }, { finish_reason: reason }];
    expect(judge(answered(200, { choices })).verdict.kind).toBe('preempted');
  });

  it('longer than the bound is too large, and no trouble of the engine', () => {
    const { verdict, standing } = judge({ kind: 'too_large', statusCode: 200, headers: {} });
    expect(verdict).toMatchObject({ kind: 'failed', reason: 'too_large', statusCode: 200 });
    expect(standing).toBe('well');
  });
});

describe('a full engine', () => {
  it.each([425, 429, 503])('that answers %i is busy, and as healthy as before', (statusCode) => {
    const reply = answered(statusCode, { error: { message: 'no room' } }, { 'retry-after': '2' });
    const { verdict, standing } = judge(reply);
    expect(verdict).toEqual({
      kind: 'busy',
      engine: around.engine,
      statusCode,
      message: `HTTP ${statusCode}: no room`,
      retryAfterMs: 2_000,
    });
    expect(standing).toBe('unknown');
  });

  it('behind a gateway says why its request was dropped', () => {
    const reply = answered(429, 'dropped', { 'x-llm-d-request-dropped-reason': 'rejected-saturated' });
    expect(judge(reply).verdict).toMatchObject({ kind: 'busy', message: 'HTTP 429: dropped (rejected-saturated)' });
  });
});

describe('a server error', () => {
  it.each([
    [500, 'server_error'],
    [501, 'server_error'],
    [502, 'server_error'],
    [504, 'timeout'],
  ])('%i burns an attempt', (statusCode, reason) => {
    const body = { error: { message: 'broken' } };
    const { verdict } = judge(answered(statusCode, body, { 'x-request-id': 'r1', 'retry-after': '1' }));
    expect(verdict).toMatchObject({ kind: 'failed', reason, statusCode, requestId: 'r1', retryAfterMs: 1_000 });
    expect(textOf(verdict)).toBe(JSON.stringify(body));
  });

  it('burns none while the engine is known to fail', () => {
    const { verdict } = judge(answered(500, ''), { believedWell: false });
    expect(verdict).toMatchObject({ kind: 'unreachable', sent: false });
  });

  it('keeps its body only when that is JSON', () => {
    expect(judge(answered(500, '<h1>oops</h1>')).verdict).toMatchObject({
      body: null,
      message: 'HTTP 500: <h1>oops</h1>',
    });
  });

  it('of a gateway is over only when a request works, as its health check cannot see it', () => {
    expect(judge(answered(502, '')).standing).toMatchObject({ mendedBy: 'probe' });
    expect(judge(answered(500, '')).standing).toMatchObject({ mendedBy: 'look' });
  });
});

describe('a refusal', () => {
  it.each([400, 404, 405, 409, 413, 422])('with %i is final and keeps its body', (statusCode) => {
    const body = { error: { message: 'too long', param: 'messages' } };
    const { verdict, standing } = judge(answered(statusCode, body));
    expect(verdict).toMatchObject({ kind: 'refused', statusCode });
    expect(textOf(verdict)).toBe(JSON.stringify(body));
    expect(standing).toBe('well');
  });

  it.each([301, 302, 307, 308])('by the redirect %i is final: nothing is sent to another place', (statusCode) => {
    expect(judge(answered(statusCode, '', { location: 'http://other/' })).verdict).toMatchObject({
      kind: 'refused',
      statusCode,
    });
  });

  it('that is no JSON becomes the message of an error object on one line', () => {
    const text = textOf(judge(answered(413, '<html>\n<h1>Too "large"</h1>\n')).verdict);
    expect(text).not.toContain('\n');
    expect(JSON.parse(text)).toEqual({
      error: {
        message: 'HTTP 413: <html>\n<h1>Too "large"</h1>',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    });
  });

  it.each([401, 403, 407])('with %i is about the key: the request waits, and people are told', (statusCode) => {
    const { verdict, standing } = judge(answered(statusCode, { error: 'Unauthorized' }));
    expect(verdict).toMatchObject({ kind: 'unreachable', sent: false });
    expect(standing).toMatchObject({ mendedBy: 'probe', reason: expect.stringContaining('check the API key') });
  });

  it('opens the breaker alone when no request could pass, not when it may be about one', () => {
    expect(judge(answered(401, '')).standing).toMatchObject({ certain: true });
    expect(judge(answered(403, '')).standing).not.toHaveProperty('certain');
  });

  it('with 404 by something that is no engine makes the request wait', () => {
    expect(judge(answered(404, 'default backend - 404')).verdict).toMatchObject({ kind: 'unreachable', sent: false });
  });
});

describe('a 408', () => {
  it('burns an attempt as a timeout', () => {
    expect(judge(answered(408, '')).verdict).toMatchObject({ kind: 'failed', reason: 'timeout', statusCode: 408 });
  });
});

describe('a connection', () => {
  it('that could not be made is unreachable, unsent', () => {
    const { verdict } = judge(broken({ message: '', code: 'ECONNREFUSED' }, false));
    expect(verdict).toMatchObject({
      kind: 'unreachable',
      sent: false,
      message: 'the connection failed (ECONNREFUSED)',
    });
  });

  it('that broke under a request is a reset while the engine lives on', () => {
    expect(judge(broken({ code: 'ECONNRESET' })).verdict).toMatchObject({ kind: 'failed', reason: 'reset' });
  });

  it('that broke within an answer is truncated while the engine lives on', () => {
    const { verdict } = judge(broken({ code: 'UND_ERR_SOCKET' }, true, 200));
    expect(verdict).toMatchObject({ kind: 'failed', reason: 'truncated', statusCode: 200 });
  });

  it.each([null, 200])('that broke with the engine is unreachable, sent (status %s)', (statusCode) => {
    const { verdict } = judge(broken({ code: 'ECONNRESET' }, true, statusCode), { alive: false });
    expect(verdict).toMatchObject({ kind: 'unreachable', sent: true });
  });

  it('that speaks no HTTP is garbage', () => {
    expect(judge(broken({ code: 'HPE_INVALID_CONSTANT' })).verdict).toMatchObject({
      kind: 'failed',
      reason: 'garbage',
    });
  });

  it('that broke within an error is judged by its status', () => {
    expect(judge(broken({ code: 'UND_ERR_SOCKET' }, true, 429)).verdict.kind).toBe('busy');
    expect(judge(broken({ code: 'UND_ERR_SOCKET' }, true, 400)).verdict.kind).toBe('refused');
    expect(judge({ kind: 'too_large', statusCode: 500, headers: {} }).verdict).toMatchObject({
      reason: 'server_error',
    });
  });
});

describe('a call that was stopped', () => {
  it.each(['aborted', 'closed'] as const)('because it was %s is preempted', (cause) => {
    expect(judge({ kind: 'stopped', cause, sent: true }).verdict.kind).toBe('preempted');
  });

  it('by its timeout burns an attempt', () => {
    const { verdict, standing } = judge({ kind: 'stopped', cause: 'timeout', sent: true });
    expect(verdict).toMatchObject({ kind: 'failed', reason: 'timeout', message: 'no whole answer within 1000 ms' });
    expect(standing).toBe('unknown');
  });

  it('by its timeout before it was sent burns none: it cannot be at fault', () => {
    expect(judge({ kind: 'stopped', cause: 'timeout', sent: false }).verdict).toMatchObject({
      kind: 'unreachable',
      sent: false,
    });
  });
});
