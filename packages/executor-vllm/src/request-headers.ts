import { invalidOption } from './option-check.ts';

interface HeaderOptions {
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** Set by the executor or by HTTP itself. */
const reserved = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'te',
  'traceparent',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
]);

/** What every request to an engine carries, names and values in turns. The engine's own options win over shared ones. */
export function engineHeaders(shared: HeaderOptions, own: HeaderOptions, param: string): readonly string[] {
  const headers = new Map([
    ['content-type', 'application/json'],
    ['accept', 'application/json'],
  ]);
  addKey(headers, shared.apiKey, 'apiKey');
  addHeaders(headers, shared.headers, 'headers');
  addKey(headers, own.apiKey, `${param}.apiKey`);
  addHeaders(headers, own.headers, `${param}.headers`);
  return Object.freeze([...headers].flat());
}

function addKey(headers: Map<string, string>, apiKey: string | undefined, param: string): void {
  if (apiKey === undefined) return;
  // The message never shows the key.
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw invalidOption(param, 'holds a character that no header may hold', 'A key from a file may end in a newline.');
  }
  headers.set('authorization', `Bearer ${apiKey}`);
}

function addHeaders(headers: Map<string, string>, given: HeaderOptions['headers'], param: string): void {
  for (const [name, value] of Object.entries(given ?? {})) {
    const key = name.toLowerCase();
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(key)) throw invalidOption(`${param}.${name}`, 'is no name of a header');
    if (reserved.has(key)) throw invalidOption(`${param}.${name}`, 'is set by the executor');
    if (typeof value !== 'string' || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw invalidOption(`${param}.${name}`, 'holds a character that no header may hold');
    }
    headers.set(key, value);
  }
}
