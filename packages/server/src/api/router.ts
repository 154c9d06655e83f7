import type { Hono } from 'hono';
import type { Caller } from '../access/caller.ts';
import { refuseUnlessAllowed } from '../access/caller.ts';
import { HttpRefusal } from '../wire/error-body.ts';
import { jsonBody } from '../wire/json-body.ts';
import { parse } from '../wire/parse.ts';
import type { Handler } from './call.ts';
import type { AnyEndpoint, Endpoint, PathParams } from './endpoint.ts';

/** What is known of a request before its handler runs. */
export interface AppEnv {
  readonly Bindings: { readonly requestId: string; readonly taken: { route: string } };
  readonly Variables: { readonly caller: Caller };
}

export interface ApiRouterOptions {
  readonly app: Hono<AppEnv>;
  /** What is sent for the value that a handler answers. */
  readonly present: (answer: object) => object;
}

/** Whoever calls outside /v1. */
const nobody: Caller = { tenant: '', user: null, scopes: [], keyId: null, keyName: null };

/** Mounts endpoints: checks each call by its endpoint, and answers the methods that a path does not take. */
export class ApiRouter {
  readonly #options: ApiRouterOptions;
  readonly #endpoints: AnyEndpoint[] = [];

  constructor(options: ApiRouterOptions) {
    this.#options = options;
  }

  /** In the order in which they were added. */
  get endpoints(): readonly AnyEndpoint[] {
    return this.#endpoints;
  }

  /** What the handler answers must be what the endpoint says, or be a response. */
  add<const Path extends string, Query = unknown, Body = unknown, Answer extends object = never>(
    endpoint: Endpoint<Path, Query, Body, Answer>,
    handler: Handler<Path, Query, Body, NoInfer<Answer>>,
  ): void {
    const { app, present } = this.#options;
    this.#endpoints.push(endpoint);
    app.on(endpoint.method.toUpperCase(), mountPath(endpoint.path), async (context) => {
      const request = context.req.raw;
      const caller = context.get('caller') ?? nobody;
      if (endpoint.scope) refuseUnlessAllowed(caller, endpoint.scope);
      const answer = await handler({
        caller,
        request,
        requestId: context.env.requestId,
        params: context.req.param() as PathParams<Path>,
        query: (endpoint.query && parse(endpoint.query, context.req.query())) as Query,
        body: (await readBody(endpoint, request)) as Body,
      });
      return answer instanceof Response ? answer : context.json(present(answer));
    });
  }

  /** To be called once everything is added. Hono answers HEAD wherever GET is. */
  refuseOtherMethods(): void {
    const { app } = this.#options;
    for (const [path, endpoints] of Map.groupBy(this.#endpoints, (endpoint) => endpoint.path)) {
      const methods = endpoints.map(({ method }) => method.toUpperCase()).toSorted(byCustom);
      const allow = ['OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : []), ...methods].join(', ');
      app.all(mountPath(path), ({ req }) => {
        if (req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
        throw new HttpRefusal(405, {
          message: `${req.path} does not take ${req.method}; it takes ${methods.join(' and ')}.`,
          code: 'method_not_supported',
          headers: { allow },
        });
      });
    }
  }
}

/** GET, POST, DELETE. */
function byCustom(left: string, right: string): number {
  return custom.indexOf(left) - custom.indexOf(right);
}
const custom = ['GET', 'POST', 'DELETE'];

async function readBody({ body, prepare }: AnyEndpoint, request: Request): Promise<unknown> {
  if (!body) return undefined;
  const sent = await jsonBody(request);
  return parse(body, prepare ? prepare(sent) : sent);
}

function mountPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
