import { answerLine, errorLine, type LineSubject } from '../batch/output-line.ts';
import type { TokenUsage, Verdict } from '../executor/index.ts';
import type { Outcome } from '../store/index.ts';
import { noteOfLapses } from './attempt-notes.ts';
import type { RequestRun } from './request-run.ts';
import type { EndedRequest } from './segment.ts';

const noTokens: TokenUsage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 };

export interface Conclusion {
  readonly batchId: string;
  readonly request: RequestRun;
  readonly verdict: Verdict;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** The final record of a request: its line, and what is counted about it. */
export function conclude({ batchId, request, verdict, outcome, durationMs }: Conclusion): EndedRequest {
  const subject: LineSubject = { batchId, seq: request.seq, customId: request.customId };
  const usage = verdict.kind === 'answered' ? verdict.usage : noTokens;
  const code = outcome === 'succeeded' ? null : codeOf(verdict);
  return {
    seq: request.seq,
    outcome,
    line: lineOf(subject, verdict, request.attempts),
    attempts: verdict.kind === 'failed' ? request.attempts : request.attempts + 1,
    tokensIn: usage.inputTokens,
    tokensOut: usage.outputTokens,
    cachedTokens: usage.cachedTokens,
    reasoningTokens: usage.reasoningTokens,
    durationMs: Math.round(durationMs),
    startedAt: request.startedAt,
    code,
    engine: verdict.engine,
    noted: request.noted,
  };
}

/** How often those who held a request died, and when that was enough. */
export interface Lethality {
  readonly lapses: number;
  /** Wall clock of the worker. */
  readonly now: number;
}

/** The record of a request that killed whoever ran it, without another run. */
export function concludeLethal(batchId: string, request: RequestRun, { lapses, now }: Lethality): EndedRequest {
  const subject: LineSubject = { batchId, seq: request.seq, customId: request.customId };
  const message = `This request was given up: its worker or engine died ${lapses} times while it ran alone.`;
  return {
    seq: request.seq,
    outcome: 'deadLettered',
    line: errorLine(subject, { code: 'request_dead_lettered', message }),
    attempts: request.attempts,
    tokensIn: 0,
    tokensOut: 0,
    cachedTokens: 0,
    reasoningTokens: 0,
    durationMs: 0,
    startedAt: request.startedAt,
    code: 'request_dead_lettered',
    engine: null,
    noted: [noteOfLapses(lapses, now)],
  };
}

function lineOf(subject: LineSubject, verdict: Verdict, attempts: number): Buffer {
  if (verdict.kind === 'answered' || verdict.kind === 'refused') return answerLine(subject, verdict);
  if (verdict.kind === 'failed' && verdict.body && verdict.statusCode !== null && verdict.statusCode >= 400) {
    return answerLine(subject, { statusCode: verdict.statusCode, requestId: verdict.requestId, body: verdict.body });
  }
  const message = `Given up after ${attempts} attempt${attempts === 1 ? '' : 's'}: ${verdict.message}`;
  return errorLine(subject, { code: codeOf(verdict), message });
}

function codeOf(verdict: Verdict): string {
  if (verdict.kind === 'refused') return `http_${verdict.statusCode}`;
  if (verdict.kind === 'failed' && verdict.reason === 'timeout') return 'request_timeout';
  return 'request_dead_lettered';
}
