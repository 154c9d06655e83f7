import type { Problem } from '../store/batch.ts';
import type { Field } from './field-set.ts';
import { type ProblemCode, problem, quoted } from './problem.ts';
import type { ScannedLine } from './scanned-line.ts';

/** What the lines of one input must keep. */
export interface LineRules {
  /** The url that every line must name. */
  readonly endpoint: string;
  /** Whether one file may name several models. */
  readonly mixedModels: boolean;
  /** The models that engines serve; absent while none is known. */
  readonly knownModels?: ReadonlySet<string> | undefined;
  /** Tokens that fit into a model's context, prompt and answer; undefined when unknown. */
  readonly contextTokens?: ((model: string) => number | undefined) | undefined;
  /** Tokens that an answer is expected to have when its request sets no bound. */
  readonly defaultOutputTokens: number;
}

/** Names longer than this are mistakes, and each distinct one is kept in memory and in the store. */
const maxModelBytes = 256;
/** English text has about four bytes to a token. */
const bytesPerToken = 4;

/** Estimated tokens of a request that scanned well, prompt and answer. */
export function estimateTokens(line: ScannedLine, { defaultOutputTokens }: LineRules): number {
  const prompt = (line.body.end - line.body.start) / bytesPerToken;
  return Math.ceil(prompt + (line.maxOutputTokens() ?? defaultOutputTokens));
}

/**
 * Everything that is wrong with one line, by itself and against `fileModel`, the model of the lines before it.
 * Repeated custom_ids are found elsewhere.
 */
export function checkLine(line: ScannedLine, number: number, rules: LineRules, fileModel?: string): readonly Problem[] {
  if (line.fault) return [notJson(line.fault, number)];
  const problems: Problem[] = [];
  const report: Report = (code, param, message) => problems.push(problem(code, message, param, number));
  checkCustomId(line, report);
  checkMethod(line, report);
  checkUrl(line, rules, report);
  if (checkBody(line, report)) {
    checkModel(line, rules, fileModel, report);
    checkStream(line, report);
    checkTokens(line, rules, report);
  }
  return problems;
}

type Report = (code: ProblemCode, param: string, message: string) => void;

function notJson({ reason, at }: { readonly reason: string; readonly at: number }, number: number): Problem {
  const message = `The line is not a JSON object that can be read: ${reason} (byte ${at + 1}). Write each request as one JSON object in UTF-8 on a line of its own.`;
  return problem('invalid_json_line', message, null, number);
}

/** Whether a field is there at all; null counts as not given. */
function isGiven(field: Field, report: Report): boolean {
  if (field.kind !== 'absent' && field.kind !== 'null') return true;
  report('missing_required_parameter', field.name, `The line has no ${field.name}. Add it.`);
  return false;
}

function checkCustomId(line: ScannedLine, report: Report): void {
  const { customId } = line;
  if (!isGiven(customId, report)) return;
  if (customId.kind !== 'string')
    report('invalid_request', 'custom_id', 'custom_id must be a string. Put it in double quotes.');
  else if (customId.end - customId.start === 2)
    report('missing_required_parameter', 'custom_id', 'custom_id is empty. Give each line an id of its own.');
}

function checkMethod(line: ScannedLine, report: Report): void {
  if (!isGiven(line.method, report) || line.text(line.method) === 'POST') return;
  report('invalid_method', 'method', 'method must be "POST".');
}

function checkUrl(line: ScannedLine, { endpoint }: LineRules, report: Report): void {
  if (!isGiven(line.url, report)) return;
  const url = line.text(line.url);
  if (url === endpoint) return;
  const found = url === undefined ? 'url must be a string' : `url is ${quoted(url)}`;
  report(
    'invalid_url',
    'url',
    `${found}, but the batch was created for ${quoted(endpoint)}. All lines must name that url.`,
  );
}

function checkBody(line: ScannedLine, report: Report): boolean {
  if (!isGiven(line.body, report)) return false;
  if (line.body.kind !== 'object')
    report('invalid_request', 'body', 'body must be a JSON object, the request as the endpoint takes it.');
  return line.body.kind === 'object';
}

function checkModel(line: ScannedLine, rules: LineRules, fileModel: string | undefined, report: Report): void {
  const model = line.text(line.model);
  if (!model) {
    report('invalid_request', 'body.model', 'body.model is missing or no string. Name the model that is to answer.');
  } else if (line.model.end - line.model.start - 2 > maxModelBytes) {
    report('invalid_request', 'body.model', `body.model is longer than ${maxModelBytes} bytes.`);
  } else if (!rules.mixedModels && fileModel !== undefined && model !== fileModel) {
    const message = `body.model is ${quoted(model)}, but earlier lines name ${quoted(fileModel)}. Put each model in a file of its own.`;
    report('mismatched_model', 'body.model', message);
  } else if (rules.knownModels && !rules.knownModels.has(model)) {
    const known = [...rules.knownModels].slice(0, 5).map(quoted).join(', ');
    report('model_not_found', 'body.model', `No engine serves the model ${quoted(model)}. Known models: ${known}.`);
  }
}

/** Engines that read loosely take "true" and 1 for true, so only a plain false passes. */
function checkStream({ stream }: ScannedLine, report: Report): void {
  if (stream.kind === 'absent' || stream.kind === 'false' || stream.kind === 'null') return;
  report(
    'streaming_unsupported',
    'body.stream',
    'Answers of a batch are not streamed. Remove stream, or set it to false.',
  );
}

function checkTokens(line: ScannedLine, rules: LineRules, report: Report): void {
  if (!rules.contextTokens) return;
  const bound = rules.contextTokens(line.text(line.model) ?? '');
  const tokens = estimateTokens(line, rules);
  if (bound === undefined || tokens <= bound) return;
  const message = `The request needs about ${tokens} tokens, prompt and answer, and the model has room for ${bound}. Shorten it or lower its token limit.`;
  report('token_limit_exceeded', 'body', message);
}
