import { expect, test } from 'vitest';
import { answerLine } from '../../batch/output-line.ts';
import type { RequestRun } from '../request-run.ts';
import { copyAnswer, type KnownAnswer } from './copy-answer.ts';

const original = { batchId: 'batch_a', seq: 7, customId: Buffer.from('"say \\"},\\"response\\": \\\\"') };
const body = Buffer.from('{"id":"x","n":1.50,"request_id":"batch_req_batch_a_7","text":",\\"custom_id\\":"}');
const tokens = { tokensIn: 3, tokensOut: 5, cachedTokens: 1, reasoningTokens: 2 };

function answerOf(requestId: string | null): KnownAnswer {
  const line = answerLine(original, { statusCode: 200, requestId, body });
  return { requestId: 'batch_req_batch_a_7', namedAs: 'batch_req_batch_a_7', line, ...tokens };
}

const request: RequestRun = {
  seq: 9,
  customId: Buffer.from('"mine \\u00e9"'),
  body: Buffer.from('{}'),
  attempts: 2,
  rounds: 0,
  startedAt: 0,
  startedMs: 0,
};

const copyOf = (answer: KnownAnswer) => copyAnswer(answer, { batchId: 'batch_b', request });

test('a copy is the line that the request would have had, with the body byte for byte', () => {
  const subject = { batchId: 'batch_b', seq: 9, customId: request.customId };
  for (const requestId of ['answer-1', null]) {
    const line = answerLine(subject, { statusCode: 200, requestId, body });
    expect(copyOf(answerOf(requestId))?.line.toString()).toBe(line.toString());
  }
});

test('it says whose answer it is, and counts no execution', () => {
  expect(copyOf(answerOf('answer-1'))).toMatchObject({
    ...{ seq: 9, outcome: 'succeeded', attempts: 2, durationMs: 0, startedAt: 0, engine: null, code: null },
    ...tokens,
    duplicateOf: 'batch_req_batch_a_7',
  });
});

test.each([
  ['of another request', Buffer.from(answerOf('a').line.toString().replace('_7"', '_8"'))],
  ['of an error', Buffer.from('{"id":"batch_req_batch_a_7","custom_id":"a","response":null,"error":{}}\n')],
  ['cut short', answerOf('a').line.subarray(0, 40)],
  ['that is none', Buffer.from('{"version":1}\n')],
])('a line %s is not copied', (_, line) => {
  expect(copyOf({ ...answerOf('a'), line })).toBeUndefined();
});
