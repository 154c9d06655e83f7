import { expect, test } from 'vitest';
import { errorOf } from './error-of.ts';

const refused = (body: unknown): string => JSON.stringify({ response: { status_code: 400, body }, error: null });

test.each([
  [
    'of our own',
    JSON.stringify({ response: null, error: { code: 'batch_expired', message: 'Too late.' } }),
    'Too late.',
  ],
  ['as OpenAI answers', refused({ error: { message: 'Too long.', type: 'invalid_request_error' } }), 'Too long.'],
  ['as a text', refused({ error: 'Too long.' }), 'Too long.'],
  ['as vLLM answers', refused({ object: 'error', message: 'Too long.' }), 'Too long.'],
  ['as FastAPI answers', refused({ detail: 'Not Found' }), 'Not Found'],
  ['of no known form', refused(['Too long.']), undefined],
  ['without an error', refused({ choices: [] }), undefined],
  ['that is no JSON', '{"error":', undefined],
])('the message of a line %s', (_, line, message) => {
  expect(errorOf(line)).toBe(message);
});
