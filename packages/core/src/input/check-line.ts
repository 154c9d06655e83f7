import { checkContext } from './check-context.ts';
import type { Field } from './field-set.ts';
import { type ProblemReport, quoted } from './problem.ts';
import type { LineFault, ScannedLine } from './scanned-line.ts';

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
/** No engine answers more; a sum over any number of requests stays a safe integer. */
const maxEstimatedTokens = 10_000_000;

/** Estimated tokens of a request that scanned well, prompt and answer. */
export function estimateTokens(line: ScannedLine, { defaultOutputTokens }: LineRules): number {
  const prompt = (line.body.end - line.body.start) / bytesPerToken;
  return Math.min(Math.ceil(prompt + (line.maxOutputTokens() ?? defaultOutputTokens)), maxEstimatedTokens);
}

/**
 * Reports everything that is wrong with one line, by itself and against `fileModel`, the model of the lines before it;
 * answers whether that is nothing. Repeated custom_ids are found elsewhere.
 */
export function checkLine(line: ScannedLine, rules: LineRules, report: ProblemReport, fileModel?: string): boolean {
  const before = report.problems.length;
  if (line.fault) {
    reportFault(line.fault, report);
    return false;
  }
  checkCustomId(line, report);
  checkMethod(line, report);
  checkUrl(line, rules, report);
  if (checkBody(line, report)) {
    checkModel(line, rules, fileModel, report);
    checkStream(line, report);
    checkContext(line, rules, report);
  }
  return report.problems.length === before;
}

function reportFault({ reason, at }: LineFault, report: ProblemReport): void {
  const message = `The line is not a JSON object that can be read: ${reason} (byte ${at + 1}). Write each request as one JSON object in UTF-8 on a line of its own.`;
  report.add('invalid_json_line', null, message);
}

/** Whether a field is there at all; null counts as not given. */
function isGiven(field: Field, report: ProblemReport): boolean {
  if (field.kind !== 'absent' && field.kind !== 'null') return true;
  report.add('missing_required_parameter', field.name, `The line has no ${field.name}. Add it.`);
  return false;
}

function checkCustomId(line: ScannedLine, report: ProblemReport): void {
  const { customId } = line;
  if (!isGiven(customId, report)) return;
  if (customId.kind !== 'string')
    report.add('invalid_request', 'custom_id', 'custom_id must be a string. Put it in double quotes.');
  else if (customId.end - customId.start === 2)
    report.add('missing_required_parameter', 'custom_id', 'custom_id is empty. Give each line an id of its own.');
}

function checkMethod(line: ScannedLine, report: ProblemReport): void {
  if (!isGiven(line.method, report) || line.text(line.method) === 'POST') return;
  report.add('invalid_method', 'method', 'method must be "POST".');
}

function checkUrl(line: ScannedLine, { endpoint }: LineRules, report: ProblemReport): void {
  if (!isGiven(line.url, report)) return;
  const url = line.text(line.url);
  if (url === endpoint) return;
  const found = url === undefined ? 'url must be a string' : `url is ${quoted(url)}`;
  report.add(
    'invalid_url',
    'url',
    `${found}, but the batch was created for ${quoted(endpoint)}. All lines must name that url.`,
  );
}

function checkBody(line: ScannedLine, report: ProblemReport): boolean {
  if (!isGiven(line.body, report)) return false;
  if (line.body.kind !== 'object')
    report.add('invalid_request', 'body', 'body must be a JSON object, the request as the endpoint takes it.');
  return line.body.kind === 'object';
}

function checkModel(line: ScannedLine, rules: LineRules, fileModel: string | undefined, report: ProblemReport): void {
  const model = line.text(line.model);
  if (!model) {
    report.add(
      'invalid_request',
      'body.model',
      'body.model is missing or no string. Name the model that is to answer.',
    );
  } else if (line.model.end - line.model.start - 2 > maxModelBytes) {
    report.add('invalid_request', 'body.model', `body.model is longer than ${maxModelBytes} bytes.`);
  } else if (model !== fileModel && !isName(model)) {
    report.add('invalid_request', 'body.model', `body.model is ${quoted(model)}: a name holds no control characters.`);
  } else if (!rules.mixedModels && fileModel !== undefined && model !== fileModel) {
    const message = `body.model is ${quoted(model)}, but earlier lines name ${quoted(fileModel)}. Put each model in a file of its own.`;
    report.add('mismatched_model', 'body.model', message);
  } else if (rules.knownModels && !rules.knownModels.has(model)) {
    const known = [...rules.knownModels].slice(0, 5).map(quoted).join(', ');
    report.add('model_not_found', 'body.model', `No engine serves the model ${quoted(model)}. Known models: ${known}.`);
  }
}

/** Whether every store can keep the name: databases refuse NUL, and UTF-8 has no lone surrogates. */
function isName(model: string): boolean {
  return model.isWellFormed() && !/\p{Cc}/u.test(model);
}

/** Engines that read loosely take "true" and 1 for true, so only a plain false passes. */
function checkStream({ stream }: ScannedLine, report: ProblemReport): void {
  if (stream.kind === 'absent' || stream.kind === 'false' || stream.kind === 'null') return;
  report.add(
    'streaming_unsupported',
    'body.stream',
    'Answers of a batch are not streamed. Remove stream, or set it to false.',
  );
}
