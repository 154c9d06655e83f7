import type { Verdict } from '@spillway/core/executor';
import { type JsonBody, parseJsonBody } from './json-body.ts';
import { judgeAnswered } from './judge-answered.ts';
import { judgeBroken } from './judge-broken.ts';
import { judgeRefused } from './judge-refused.ts';
import { describeStatus, type Judgement, requestIdOf, type Surroundings } from './judgement.ts';
import type { Reply, ReplyHeaders } from './reply.ts';
import { retryAfterMs } from './retry-after.ts';

/** An answer of the engine; `json` is undefined when its body is not one whole JSON object. */
interface StatusAnswer {
  readonly statusCode: number;
  readonly headers: ReplyHeaders;
  readonly json: JsonBody | undefined;
  readonly text: string;
}

/**
 * What one HTTP call says of the request and of the engine. Pure.
 *
 * An attempt is burnt for the engine's trouble only while the engine was believed well. Once several requests in a row
 * have failed, the next failure says nothing of its own request, and an outage must not use up the attempts of a night.
 */
export function classify(reply: Reply, around: Surroundings): Judgement {
  const judgement = judge(reply, around);
  const { verdict, standing } = judgement;
  if (verdict.kind !== 'failed' || typeof standing === 'string' || around.believedWell) return judgement;
  return { verdict: { kind: 'unreachable', engine: around.engine, message: verdict.message, sent: false }, standing };
}

function judge(reply: Reply, around: Surroundings): Judgement {
  switch (reply.kind) {
    case 'answer':
      if (reply.statusCode < 300) return judgeAnswered(reply, around);
      return classifyStatus({ ...reply, json: parseJsonBody(reply.body), text: textOf(reply.body) }, around);
    case 'broken':
      // The status has been said, whatever became of the text that explains it.
      if (reply.statusCode !== null && reply.statusCode >= 300)
        return classifyStatus(bare(reply, reply.statusCode), around);
      return judgeBroken(reply, around);
    case 'too_large':
      if (reply.statusCode >= 300) return classifyStatus(bare(reply, reply.statusCode), around);
      return { verdict: tooLarge(reply, around), standing: 'well' };
    case 'stopped':
      return { verdict: stopped(reply, around), standing: 'unknown' };
  }
}

function classifyStatus(answer: StatusAnswer, around: Surroundings): Judgement {
  const { statusCode } = answer;
  if (statusCode === 425 || statusCode === 429 || statusCode === 503) return busy(answer, around);
  if (statusCode === 408) return failed(answer, around);
  if (statusCode >= 500) return serverError(answer, around);
  return judgeRefused(answer, around);
}

/** No room says nothing of the engine's health: vLLM's shutdown and a gateway without endpoints end or mend themselves. */
function busy({ statusCode, headers, json, text }: StatusAnswer, { engine, now }: Surroundings): Judgement {
  const dropped = headers['x-llm-d-request-dropped-reason'];
  const reason = typeof dropped === 'string' ? ` (${dropped})` : '';
  const message = describeStatus(statusCode, json, text) + reason;
  return {
    verdict: { kind: 'busy', engine, statusCode, message, retryAfterMs: retryAfterMs(headers, now) },
    standing: 'unknown',
  };
}

/**
 * The health check of a gateway does not see that its upstream is gone, so after a 502 only a request that works counts.
 * A 504 is as a rule a request that ran longer than the gateway waits.
 */
function serverError(answer: StatusAnswer, around: Surroundings): Judgement {
  const { verdict } = failed(answer, around);
  const reason = describeStatus(answer.statusCode, answer.json, answer.text);
  return { verdict, standing: { reason, mendedBy: answer.statusCode === 502 ? 'probe' : 'look' } };
}

function failed({ statusCode, headers, json, text }: StatusAnswer, { engine, now }: Surroundings): Judgement {
  return {
    verdict: {
      kind: 'failed',
      engine,
      reason: statusCode === 408 || statusCode === 504 ? 'timeout' : 'server_error',
      message: describeStatus(statusCode, json, text),
      statusCode,
      requestId: requestIdOf(headers, json),
      body: json?.bytes ?? null,
      retryAfterMs: retryAfterMs(headers, now),
    },
    standing: 'unknown',
  };
}

function tooLarge({ statusCode, headers }: Reply & { kind: 'too_large' }, { engine, maxBytes }: Surroundings): Verdict {
  return {
    kind: 'failed',
    engine,
    reason: 'too_large',
    message: `the answer is longer than ${maxBytes} bytes`,
    statusCode,
    requestId: requestIdOf(headers, undefined),
    body: null,
    retryAfterMs: null,
  };
}

function stopped({ cause, sent }: Reply & { kind: 'stopped' }, { engine, timeoutMs }: Surroundings): Verdict {
  if (cause === 'aborted') return { kind: 'preempted', engine, message: 'the execution was aborted' };
  if (cause === 'closed') return { kind: 'preempted', engine, message: 'the executor was closed' };
  // A request that never left cannot be at fault.
  if (!sent) return { kind: 'unreachable', engine, message: `no free connection within ${timeoutMs} ms`, sent };
  const message = `no whole answer within ${timeoutMs} ms`;
  const unknown = { statusCode: null, requestId: null, body: null, retryAfterMs: null };
  return { kind: 'failed', engine, reason: 'timeout', message, ...unknown };
}

function bare({ headers }: { readonly headers: ReplyHeaders }, statusCode: number): StatusAnswer {
  return { statusCode, headers, json: undefined, text: '' };
}

function textOf(body: Buffer): string {
  return body.toString('utf8', 0, 2_000);
}
