import type { LineSubject } from '../../batch/output-line.ts';
import { requestIdOf } from '../../batch/request-id.ts';
import type { RequestRun } from '../request-run.ts';
import type { EndedRequest } from '../segment.ts';

/** An answer that was given to one request and may be given to others. */
export interface KnownAnswer {
  /** Whose it is. */
  readonly requestId: string;
  /** How the original is named to people who look at a copy. */
  readonly namedAs: string;
  /** The whole line of the original, its newline included. */
  readonly line: Buffer;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
}

/** The end of a request by the answer of another: the original's line under its own names. Undefined for a line that is none. */
export function copyAnswer(
  answer: KnownAnswer,
  { batchId, request }: { readonly batchId: string; readonly request: RequestRun },
): EndedRequest | undefined {
  const { seq, customId, attempts, noted } = request;
  const line = renamedLine(answer, { batchId, seq, customId });
  if (!line) return undefined;
  const { tokensIn, tokensOut, cachedTokens, reasoningTokens, namedAs } = answer;
  const unrun = { durationMs: 0, startedAt: 0, code: null, engine: null };
  const tokens = { tokensIn, tokensOut, cachedTokens, reasoningTokens };
  return {
    seq,
    outcome: 'succeeded',
    line,
    attempts,
    ...tokens,
    ...unrun,
    duplicateOf: namedAs,
    noted,
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The line with the names of the subject; everything else, the body above all, stays byte for byte. */
function renamedLine({ requestId, line }: KnownAnswer, subject: LineSubject): Buffer | undefined {
  const head = Buffer.from(`{"id":"${requestId}","custom_id":`);
  if (!line.subarray(0, head.length).equals(head)) return undefined;
  const rest = line.subarray(endOfText(line, head.length));
  const response = Buffer.from(',"response":{"status_code":');
  if (!rest.subarray(0, response.length).equals(response)) return undefined;
  const id = requestIdOf(subject.batchId, subject.seq);
  return Buffer.concat([Buffer.from(`{"id":"${id}","custom_id":`), subject.customId, ...answered(rest, requestId, id)]);
}

/** An engine that named no answer of its own had the request's id stand in for it. */
function answered(rest: Buffer, from: string, to: string): readonly Buffer[] {
  const name = Buffer.from(`,"request_id":"${from}","body":`);
  const bodyAt = rest.indexOf(',"body":');
  const at = rest.indexOf(name);
  if (at < 0 || at > bodyAt) return [rest];
  return [rest.subarray(0, at), Buffer.from(`,"request_id":"${to}","body":`), rest.subarray(at + name.length)];
}

/** Where the JSON string that begins at `from` ends. */
function endOfText(line: Buffer, from: number): number {
  let at = from + 1;
  while (at < line.length && line[at] !== QUOTE) at += line[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}
