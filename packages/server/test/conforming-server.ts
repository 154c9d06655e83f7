import { createServer, type Server, type ServerOptions } from '@spillway/server';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** A server whose every answer is held against its own OpenAPI description. */
export interface ConformingServer extends Server {
  /** Throws when an answer was not as described. */
  verify(): void;
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation | undefined>>>>;
}

interface OpenApiOperation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> } | undefined>>;
}

/** A refusal of a path, method or key that no operation is about still has the envelope. */
const anyRefusal = { $ref: 'api#/components/schemas/Error' };

/** What OPTIONS answers everywhere, and a part of what 200 describes. */
const beyondDescription: ReadonlySet<number> = new Set([204, 206]);

export async function conformingServer(options: ServerOptions): Promise<ConformingServer> {
  const server = createServer(options);
  const described = await server.fetch(new Request('http://localhost/openapi.json'));
  const document = (await described.json()) as OpenApiDocument;
  const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema({ $id: 'api', ...document });
  const validators = new Map<string, ValidateFunction>();
  const violations: string[] = [];

  function check(where: string, schema: object, answer: unknown): void {
    const key = JSON.stringify(schema);
    const validate = validators.get(key) ?? ajv.compile(schema);
    validators.set(key, validate);
    if (!validate(answer)) violations.push(`${where}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(answer)}`);
  }

  async function checkAnswer({ method, url }: Request, answer: Response): Promise<void> {
    const { pathname } = new URL(url);
    const where = `${method} ${pathname} ${answer.status}`;
    const type = answer.headers.get('content-type') ?? '';
    const found = operationOf(document, method, pathname);
    const described = found?.operation.responses[answer.status];
    if (!described && answer.status >= 400) return check(where, anyRefusal, await answer.json());
    if (!found || !described) {
      if (!beyondDescription.has(answer.status)) violations.push(`${where}: not described`);
      return;
    }
    if (type === 'application/json') {
      const pointer = `${found.pointer}/responses/${answer.status}/content/application~1json/schema`;
      check(where, { $ref: `api#${pointer}` }, await answer.json());
    } else if (!Object.keys(described.content ?? {}).includes(type) && type !== 'text/event-stream') {
      violations.push(`${where}: ${type} is not described`);
    }
  }

  return {
    async fetch(request) {
      const answer = await server.fetch(request);
      const readable = request.method !== 'HEAD';
      const isStream = !/json$/.test(answer.headers.get('content-type') ?? '');
      if (readable) await checkAnswer(request, isStream ? new Response(null, answer) : answer.clone());
      return answer;
    },
    verify() {
      if (violations.length > 0) throw new Error(`Answers were not as described:\n${violations.join('\n')}`);
    },
  };
}

function operationOf(
  { paths }: OpenApiDocument,
  method: string,
  pathname: string,
): { readonly operation: OpenApiOperation; readonly pointer: string } | undefined {
  for (const [path, methods] of Object.entries(paths)) {
    const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`);
    const operation = methods[method.toLowerCase()];
    if (!operation || !pattern.test(pathname)) continue;
    return { operation, pointer: encodeURI(`/paths/${path.replaceAll('/', '~1')}/${method.toLowerCase()}`) };
  }
  return undefined;
}
