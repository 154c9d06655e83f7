import type { ApiCall, ApiClient } from './api-client.ts';
import type { WirePage } from './wire-page.ts';

export interface ListPagesOptions {
  readonly api: ApiClient;
  readonly path: string;
  readonly query?: NonNullable<ApiCall['query']>;
  readonly after?: string | undefined;
  /** Records in all. */
  readonly limit: number;
  /** Records that the server gives at once, at the most. */
  readonly pageLimit: number;
}

/** Some records of a list. */
export interface Listed<Record> {
  readonly records: readonly Record[];
  /** Whether the list goes on behind them. */
  readonly hasMore: boolean;
}

/** Pages of a list until there are `limit` records, or no more. */
export async function* listPages<Record extends { readonly id: string }>(
  options: ListPagesOptions,
): AsyncGenerator<Listed<Record>, void, undefined> {
  const { api, path, query, limit, pageLimit } = options;
  let { after } = options;
  for (let left = limit; left > 0; ) {
    const page = await api.ask<WirePage<Record>>({
      path,
      query: { ...query, after, limit: Math.min(left, pageLimit) },
    });
    const hasMore = page.has_more === true && page.data.length > 0;
    yield { records: page.data, hasMore };
    left -= page.data.length;
    after = page.data.at(-1)?.id;
    if (!hasMore) return;
  }
}
