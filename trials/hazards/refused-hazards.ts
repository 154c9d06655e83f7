import type { ExpectedProblem, Hazard } from './hazard.ts';
import { nested } from './passed-hazards.ts';
import { hazardContextTokens, hazardModel, rawBody, rawLine } from './raw-line.ts';

/** A second line behind a good one, and the problem that it is. */
type Row = readonly [name: string, input: string, line: string | Uint8Array, code: string, param?: string];

const good = rawLine({ custom_id: '"first"' });

/** Everything that validation must refuse, with the code and the place. */
export function refusedHazards(): readonly Hazard[] {
  return [...brokenLines(), ...deepLines(), ...badBytes(), ...wrongFields(), ...wrongBodies()]
    .map(refusedLine)
    .concat(wrongFiles());
}

function brokenLines(): Row[] {
  const code = 'invalid_json_line';
  return [
    ['no-json', 'no JSON: `hello`', 'hello', code],
    ['cut-line', 'a line that breaks off', rawLine().slice(0, -3), code],
    ['array-line', 'an array in place of an object', '[1]', code],
    ['two-objects', 'two objects on one line', `${rawLine()} ${rawLine()}`, code],
    ['nan', '`NaN` in the body', rawLine({ body: rawBody('"x":NaN') }), code],
    ['trailing-comma', 'a trailing comma in the body', rawLine({ body: rawBody('"x":[1,]') }), code],
    ['raw-control', 'a raw control character in a string', rawLine({ body: rawBody('"x":"\u0001"') }), code],
    ['raw-nul', 'a raw NUL byte in a string', rawLine({ body: rawBody('"x":"\u0000"') }), code],
    ['bad-escape', 'an escape of three digits', rawLine({ body: rawBody('"x":"\\u12g"') }), code],
    ['repeated-id', '`custom_id` twice', `{"custom_id":"b",${rawLine().slice(1)}`, code],
    ['repeated-name', 'an unknown top-level key twice, once escaped', `{"n":1,"\\u006e":2,${rawLine().slice(1)}`, code],
    ['repeated-proto', '`__proto__` twice at the top', `{"__proto__":1,"__proto__":2,${rawLine().slice(1)}`, code],
    ['repeated-model', '`model` twice in the body', rawLine({ body: rawBody('"model":"trial"') }), code],
    ['repeated-stream', '`stream` twice in the body', rawLine({ body: rawBody('"stream":false,"stream":true') }), code],
  ];
}

function deepLines(): Row[] {
  const deep = (levels: number): string => rawLine({ body: rawBody(`"x":${nested(levels)}`) });
  return [
    ['depth-1001', 'nesting of 1,001', deep(999), 'invalid_json_line'],
    ['depth-5000000', 'nesting of 5,000,000', deep(5_000_000), 'invalid_json_line'],
    ['depth-open', '10,000,000 opening brackets and no closing one', '['.repeat(10_000_000), 'invalid_json_line'],
  ];
}

function badBytes(): Row[] {
  const bad = (...bytes: readonly number[]): Uint8Array => {
    const [head, tail] = rawLine({ custom_id: '"?"' }).split('?') as [string, string];
    return Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]);
  };
  return [
    ['utf8-stray', 'UTF-8: a stray continuation byte', bad(0x80), 'invalid_json_line'],
    ['utf8-overlong', 'UTF-8: an overlong slash', bad(0xc0, 0xaf), 'invalid_json_line'],
    ['utf8-surrogate', 'UTF-8: an encoded surrogate', bad(0xed, 0xa0, 0x80), 'invalid_json_line'],
    ['utf8-beyond', 'UTF-8: beyond U+10FFFF', bad(0xf4, 0x90, 0x80, 0x80), 'invalid_json_line'],
    ['utf8-cut', 'UTF-8: a character that is cut', bad(0xe2, 0x82), 'invalid_json_line'],
    ['latin1', 'Latin-1: `é` as one byte', bad(0xe9), 'invalid_json_line'],
    ['utf16', 'a line in UTF-16', Buffer.from(rawLine(), 'utf16le'), 'invalid_json_line'],
  ];
}

function wrongFields(): Row[] {
  const missing = 'missing_required_parameter';
  return [
    ['repeated-custom-id', 'the `custom_id` of an earlier line', good, 'duplicate_custom_id', 'custom_id'],
    [
      'same-escaped-id',
      'the same `custom_id` in escapes',
      rawLine({ custom_id: '"\\u0066irst"' }),
      'duplicate_custom_id',
      'custom_id',
    ],
    ['no-custom-id', 'no `custom_id`', rawLine({ custom_id: undefined }), missing, 'custom_id'],
    ['empty-custom-id', 'an empty `custom_id`', rawLine({ custom_id: '""' }), missing, 'custom_id'],
    ['number-custom-id', 'a number as `custom_id`', rawLine({ custom_id: '1' }), 'invalid_request', 'custom_id'],
    ['no-method', 'no `method`', rawLine({ method: undefined }), missing, 'method'],
    ['get-method', '`method` GET', rawLine({ method: '"GET"' }), 'invalid_method', 'method'],
    ['no-url', '`url` null', rawLine({ url: 'null' }), missing, 'url'],
    ['other-url', 'another `url` than the batch', rawLine({ url: '"/v1/embeddings"' }), 'invalid_url', 'url'],
    ['no-body', 'no `body`', rawLine({ body: undefined }), missing, 'body'],
    ['text-body', 'a string as `body`', rawLine({ body: '"{}"' }), 'invalid_request', 'body'],
  ];
}

function wrongBodies(): Row[] {
  const model = (name: string): string => rawLine({ body: `{"model":${name},"messages":[]}` });
  const wide = rawLine({ body: `{"model":"${hazardModel}","messages":[],"max_tokens":${hazardContextTokens + 1}}` });
  const streamed = (value: string): string => rawLine({ body: rawBody(`"stream":${value}`) });
  return [
    ['no-model', 'no `body.model`', rawLine({ body: '{"messages":[]}' }), 'invalid_request', 'body.model'],
    ['nul-model', 'NUL in `body.model`', model('"a\\u0000"'), 'invalid_request', 'body.model'],
    ['other-model', 'a second model in the file', model('"other"'), 'mismatched_model', 'body.model'],
    ['proto-model', '`body.model` is `__proto__`', model('"__proto__"'), 'mismatched_model', 'body.model'],
    ['token-limit', '`max_tokens` over the context of the model', wide, 'token_limit_exceeded', 'body.max_tokens'],
    ['stream', '`stream` true', streamed('true'), 'streaming_unsupported', 'body.stream'],
    ['stream-like', '`stream` 1', streamed('1'), 'streaming_unsupported', 'body.stream'],
  ];
}

function refusedLine([name, input, line, code, param = null as never]: Row): Hazard {
  const problem: ExpectedProblem = { code, param, line: 2 };
  const content = (): Iterable<Uint8Array> => [Buffer.from(`${good}\n`), Buffer.from(line), Buffer.from('\n')];
  return { name, input, answer: { kind: 'refused', problems: [problem] }, content };
}

function wrongFiles(): Hazard[] {
  const file = (
    name: string,
    input: string,
    content: string,
    code: string,
    more: Partial<ExpectedProblem> = {},
  ): Hazard => ({
    name,
    input,
    answer: { kind: 'refused', problems: [{ code, param: null, line: null, ...more }] },
    content: () => [Buffer.from(content)],
  });
  const unknown = rawLine({ body: '{"model":"nobody","messages":[]}' });
  const constructorLine = rawLine({ body: '{"model":"constructor","messages":[]}' });
  const fileId = { param: 'file_id' };
  return [
    file('unknown-model', 'a model that no engine serves', unknown, 'model_not_found', {
      param: 'body.model',
      line: 1,
    }),
    file('constructor-model', '`body.model` is `constructor`', constructorLine, 'model_not_found', {
      param: 'body.model',
      line: 1,
    }),
    file('empty', 'an empty file', '', 'empty_file'),
    file('blank', 'a BOM and blank lines only', '\ufeff\n \r\n\t\n', 'empty_file'),
    { ...file('no-file', 'an input file that does not exist', '', 'invalid_request', fileId), fileId: 'file-none' },
    {
      ...file('other-purpose', 'an input file of purpose user_data', good, 'invalid_request', fileId),
      purpose: 'user_data',
    },
  ];
}
