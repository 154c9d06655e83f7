import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { checkLine, estimateTokens, type LineRules } from './check-line.ts';
import { scanLine } from './line-scanner.ts';
import { ProblemReport } from './problem.ts';

const rules: LineRules = { endpoint: '/v1/chat/completions', mixedModels: false, defaultOutputTokens: 100 };
const good = { custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: { model: 'm' } };

function problemsOf(line: unknown, overrides: Partial<LineRules> = {}, fileModel?: string): ProblemReport['problems'] {
  const report = new ProblemReport();
  report.line = 7;
  const text = typeof line === 'string' ? line : JSON.stringify(line);
  const isGood = checkLine(scanLine(Buffer.from(text)), { ...rules, ...overrides }, report, fileModel);
  expect(isGood).toBe(report.problems.length === 0);
  return report.problems;
}

function codesOf(...args: Parameters<typeof problemsOf>): (string | null)[][] {
  return problemsOf(...args).map(({ code, param }) => [code, param]);
}

describe('a check of a line', () => {
  it('passes a good line', () => {
    expect(problemsOf(good)).toEqual([]);
    expect(problemsOf({ ...good, body: { model: 'm', stream: false } })).toEqual([]);
    expect(problemsOf({ ...good, note: 'names beside the four are left alone' })).toEqual([]);
  });

  it('names the line, and says what is wrong and what to do', () => {
    expect(problemsOf({ ...good, url: '/v1/embeddings' })).toEqual([
      {
        code: 'invalid_url',
        param: 'url',
        line: 7,
        message:
          'url is "/v1/embeddings", but the batch was created for "/v1/chat/completions". All lines must name that url.',
      },
    ]);
  });

  it.each(['{"custom_id":', '[]', '7', '{"url":1,"url":2}', `{"a":${'['.repeat(2000)}`])(
    'refuses %.30s as no JSON line',
    (text) => {
      expect(codesOf(text)).toEqual([['invalid_json_line', null]]);
    },
  );

  it.each(['custom_id', 'method', 'url', 'body'])('misses %s, absent or null', (name) => {
    expect(codesOf({ ...good, [name]: undefined })).toEqual([['missing_required_parameter', name]]);
    expect(codesOf({ ...good, [name]: null })).toEqual([['missing_required_parameter', name]]);
  });

  it('misses a custom_id that is empty and refuses one that is no string', () => {
    expect(codesOf({ ...good, custom_id: '' })).toEqual([['missing_required_parameter', 'custom_id']]);
    expect(codesOf({ ...good, custom_id: 5 })).toEqual([['invalid_request', 'custom_id']]);
  });

  it('refuses another method or url, of whatever kind', () => {
    for (const method of ['GET', 'post', 1, {}])
      expect(codesOf({ ...good, method })).toEqual([['invalid_method', 'method']]);
    for (const url of ['/v1/x', '', 1, []]) expect(codesOf({ ...good, url })).toEqual([['invalid_url', 'url']]);
  });

  it('reads escapes in the values it compares', () => {
    const text = '{"custom_id":"a","method":"\\u0050OST","url":"\\/v1\\/chat\\/completions","body":{"model":"m"}}';
    expect(problemsOf(text)).toEqual([]);
  });

  it('refuses a body that is no object, and one without a model', () => {
    for (const body of ['text', 3, [], true]) expect(codesOf({ ...good, body })).toEqual([['invalid_request', 'body']]);
    for (const model of [undefined, null, '', 3, ['m'], 'm'.repeat(257), 'm\u0000', 'm\ud800', 'm\n'])
      expect(codesOf({ ...good, body: { model } })).toEqual([['invalid_request', 'body.model']]);
  });

  it('refuses a second model only where one file has one', () => {
    expect(codesOf(good, {}, 'other')).toEqual([['mismatched_model', 'body.model']]);
    expect(codesOf(good, { mixedModels: true }, 'other')).toEqual([]);
  });

  it('refuses a model that no engine serves, once the models are known', () => {
    expect(codesOf(good, { knownModels: new Set(['other']) })).toEqual([['model_not_found', 'body.model']]);
    expect(codesOf(good, { knownModels: new Set(['m']) })).toEqual([]);
  });

  it('refuses every stream but false and null', () => {
    for (const stream of [true, 'true', 'false', 1, 0, {}])
      expect(codesOf({ ...good, body: { model: 'm', stream } })).toEqual([['streaming_unsupported', 'body.stream']]);
    expect(codesOf({ ...good, body: { model: 'm', stream: null } })).toEqual([]);
  });

  describe('against the context of its model', () => {
    const contextTokens = (model: string): number | undefined => (model === 'm' ? 4_096 : undefined);
    const refused = (body: object, endpoint = '/v1/chat/completions'): (string | null)[][] =>
      codesOf({ ...good, url: endpoint, body: { model: 'm', ...body } }, { endpoint, contextTokens });

    it.each([
      ['/v1/chat/completions', 'max_tokens'],
      ['/v1/chat/completions', 'max_completion_tokens'],
      ['/v1/completions', 'max_tokens'],
    ])('refuses on %s a %s that alone is larger', (endpoint, name) => {
      expect(refused({ [name]: 4_097 }, endpoint)).toEqual([['token_limit_exceeded', `body.${name}`]]);
      expect(refused({ [name]: 4_096 }, endpoint)).toEqual([]);
    });

    it('says both numbers', () => {
      const [problem] = problemsOf({ ...good, body: { model: 'm', max_tokens: 9_000 } }, { contextTokens });
      expect(problem?.message).toBe(
        'body.max_tokens is 9,000, and the context of the model "m" has room for 4,096 tokens, prompt and answer. Lower it.',
      );
    });

    it('passes a prompt of any length, whose tokens could only be guessed', () => {
      expect(refused({ prompt: 'x'.repeat(1_000_000) })).toEqual([]);
      expect(refused({ prompt: 'x'.repeat(1_000_000), max_tokens: 4_096 })).toEqual([]);
    });

    it('passes a request of which one bound fits, whichever the engine keeps', () => {
      expect(refused({ max_tokens: 9_000, max_completion_tokens: 100 })).toEqual([]);
      expect(refused({ max_tokens: 100, max_completion_tokens: 9_000 })).toEqual([]);
      expect(refused({ max_tokens: 9_000, max_tokens_more: 1, max_completion_tokens: 8_000 })).toEqual([
        ['token_limit_exceeded', 'body.max_completion_tokens'],
      ]);
    });

    it('passes a bound of the responses endpoint, which engines lower by themselves', () => {
      expect(refused({ max_output_tokens: 9_000 }, '/v1/responses')).toEqual([]);
    });

    it('passes a bound that the endpoint does not know, and one that is no number of tokens', () => {
      expect(refused({ max_output_tokens: 9_000 })).toEqual([]);
      expect(refused({ max_tokens: 9_000 }, '/v1/embeddings')).toEqual([]);
      for (const value of ['9000', null, -9_000, [9_000]]) expect(refused({ max_tokens: value })).toEqual([]);
    });

    it('passes a request for a model whose context nobody told', () => {
      const asking = { ...good, body: { model: 'unknown', max_tokens: 9_000 } };
      expect(codesOf(asking, { contextTokens })).toEqual([]);
      expect(codesOf(asking)).toEqual([]);
    });
  });

  it('reports everything that is wrong with a line, not only the first', () => {
    const line = { method: 'GET', url: '/x', body: { stream: true } };
    expect(codesOf(line)).toEqual([
      ['missing_required_parameter', 'custom_id'],
      ['invalid_method', 'method'],
      ['invalid_url', 'url'],
      ['invalid_request', 'body.model'],
      ['streaming_unsupported', 'body.stream'],
    ]);
  });

  it('cuts long texts of the input in its messages', () => {
    const [problem] = problemsOf({ ...good, url: 'x'.repeat(1_000_000) });
    expect(problem?.message.length).toBeLessThan(300);
  });
});

describe('an estimate of tokens', () => {
  it('is a token for four bytes of body and the bound on the answer, or its default', () => {
    const tokensOf = (body: string): number => estimateTokens(scanLine(Buffer.from(`{"body":${body}}`)), rules);
    expect(tokensOf('{"max_tokens":20}  ')).toBe(Math.ceil(17 / 4 + 20));
    expect(tokensOf('{"max_tokens":9007199254740991}')).toBe(10_000_000);
    expect(tokensOf(`{"input":"${'x'.repeat(388)}"}`)).toBe(200);
  });
});
