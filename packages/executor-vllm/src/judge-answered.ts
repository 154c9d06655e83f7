import { parseJsonBody } from './json-body.ts';
import { type Judgement, requestIdOf, type Surroundings } from './judgement.ts';
import type { Reply } from './reply.ts';
import { readUsage } from './usage.ts';

/** A whole answer with a 2xx. */
export function judgeAnswered(reply: Reply & { kind: 'answer' }, { engine }: Surroundings): Judgement {
  const { statusCode, headers, body } = reply;
  const json = parseJsonBody(body);
  if (json === undefined) {
    const message = `the answer is no JSON object: ${JSON.stringify(body.toString('utf8', 0, 200))}`;
    const nothing = { statusCode, requestId: requestIdOf(headers, json), body: null, retryAfterMs: null };
    return {
      verdict: { kind: 'failed', engine, reason: 'garbage', message, ...nothing },
      standing: { reason: 'answers with something that is no JSON object', mendedBy: 'look' },
    };
  }
  if (wasAborted(json.value)) {
    // Counted, so that requests do not run in circles through an engine that aborts each of them.
    const reason = 'aborts requests, as when it shuts down';
    return {
      verdict: { kind: 'preempted', engine, message: `the engine ${reason}` },
      standing: { reason, mendedBy: 'look' },
    };
  }
  const verdict = {
    kind: 'answered',
    engine,
    statusCode,
    requestId: requestIdOf(headers, json),
    body: json.bytes,
    usage: readUsage(json.value),
  } as const;
  return { verdict, standing: 'well' };
}

/** vLLM answers what its shutdown cuts short with a 200 whose choices end in `abort`; SGLang's reason is an object. */
function wasAborted({ choices }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(choices) && choices.some((choice) => reasonOf(choice) === 'abort');
}

function reasonOf(choice: unknown): unknown {
  const reason = (choice as { readonly finish_reason?: unknown } | null)?.finish_reason;
  return typeof reason === 'object' ? (reason as { readonly type?: unknown } | null)?.type : reason;
}
