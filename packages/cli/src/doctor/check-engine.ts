import { type Finding, failed } from './finding.ts';

export interface CheckEngineOptions {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks an engine for its health and its models, as a worker would. */
export async function checkEngine(options: CheckEngineOptions): Promise<Finding> {
  const { url } = options;
  try {
    const base = url.replace(/\/+$/, '').replace(/\/v1$/, '');
    const health = await ask(`${base}/health`, options);
    // Gateways have no health page; their model list speaks for them.
    if (health.status >= 500)
      return unwell(
        url,
        `answers its health check with ${health.status}`,
        'Wait until it has loaded its model, or look at its log.',
      );
    const models = await ask(`${base}/v1/models`, options);
    if (models.status === 401 || models.status === 403) {
      return unwell(
        url,
        `does not accept the key (${models.status})`,
        'Pass its key with --engine-key or SPILLWAY_ENGINE_KEY.',
      );
    }
    const names = modelsOf(await models.text());
    if (models.status !== 200 || names === undefined) {
      return unwell(
        url,
        `answers /v1/models with ${models.status}`,
        'Name the base URL of an OpenAI-compatible engine, without a path behind /v1.',
      );
    }
    if (names.length === 0)
      return { check: 'engine', state: 'warn', text: `${url} serves no model.`, fix: 'Load a model.' };
    return { check: 'engine', state: 'ok', text: `${url} serves ${names.join(', ')}` };
  } catch (error) {
    return failed(
      'engine',
      new Error(`${url} does not answer: ${reasonOf(error)}.`),
      'Start the engine, or check its URL.',
    );
  }
}

async function ask(url: string, { apiKey, timeoutMs, signal }: CheckEngineOptions): Promise<Response> {
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  return fetch(url, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
}

function modelsOf(text: string): string[] | undefined {
  try {
    const { data } = JSON.parse(text) as { data: { id: string }[] };
    return data.map(({ id }) => id);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

function unwell(url: string, problem: string, fix: string): Finding {
  return { check: 'engine', state: 'fail', text: `${url} ${problem}.`, fix };
}
