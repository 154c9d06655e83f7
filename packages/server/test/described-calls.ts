import type { Scope } from '@spillway/core/store';

/** One call of the API's own description. */
export interface DescribedCall {
  readonly method: string;
  readonly path: string;
  /** The names in the braces of the path. */
  readonly params: readonly string[];
  /** What the key must allow; undefined when no key is needed. */
  readonly scope: Scope | undefined;
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security: readonly Security[] }>>>>;
}

interface Security {
  readonly key: readonly Scope[];
}

/** Every call that the server at the URL says it takes. */
export async function describedCalls(url: string): Promise<readonly DescribedCall[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path,
      params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string),
      scope: security[0]?.key[0],
    })),
  );
}
