import type { BatchError } from '@spillway/api-types';

/** A line as far as it could be read. */
export interface CheckedLine {
  readonly customId: string | undefined;
  readonly url: string | undefined;
  readonly model: string | undefined;
  readonly problems: readonly Omit<BatchError, 'line'>[];
}

interface InputLine {
  readonly custom_id?: unknown;
  readonly method?: unknown;
  readonly url?: unknown;
  readonly body?: unknown;
}

interface InputBody {
  readonly model?: unknown;
  readonly stream?: unknown;
}

const streamed = {
  code: 'streaming_unsupported',
  param: 'body.stream',
  message: 'Answers of a batch are not streamed. Remove stream, or set it to false.',
};

/** Checks what can be said of one line without the server, which checks more. */
export function checkLine(text: string): CheckedLine {
  const line = parsed(text);
  if (line === undefined) {
    const message = 'The line is not a JSON object. Write each request as one JSON object on a line of its own.';
    return {
      customId: undefined,
      url: undefined,
      model: undefined,
      problems: [{ code: 'invalid_json_line', param: null, message }],
    };
  }
  const { custom_id: customId, method, url, body } = line;
  const { model, stream }: InputBody = isObject(body) ? body : {};
  const problems = [
    ...(isText(customId) ? [] : [problem('custom_id', 'custom_id must be a text that no other line has.')]),
    ...(method === 'POST' ? [] : [problem('method', 'method must be "POST".')]),
    ...(isText(url) && url.startsWith('/')
      ? []
      : [problem('url', 'url must be a path such as "/v1/chat/completions".')]),
    ...(isObject(body) ? [] : [problem('body', 'body must be an object: what the engine is sent.')]),
    ...(!isObject(body) || isText(model) ? [] : [problem('body.model', 'body.model must name a model.')]),
    ...(stream == null || stream === false ? [] : [streamed]),
  ];
  return { customId: textOf(customId), url: textOf(url), model: textOf(model), problems };
}

function parsed(text: string): InputLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as InputLine) : undefined;
  } catch {
    return undefined;
  }
}

function problem(param: string, message: string): Omit<BatchError, 'line'> {
  return { code: 'invalid_request', param, message };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}
