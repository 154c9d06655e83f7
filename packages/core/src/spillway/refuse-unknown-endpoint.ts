import { SpillwayError } from '../errors/index.ts';
import type { Limits } from './limits.ts';

/** Throws `invalid_argument` for a path that batches may not name. */
export function refuseUnknownEndpoint(endpoint: string, { endpoints }: Pick<Limits, 'endpoints'>): void {
  if (endpoints.includes(endpoint)) return;
  throw new SpillwayError(`'${endpoint}' is not an endpoint of this server.`, {
    code: 'invalid_argument',
    param: 'endpoint',
    hint: `Use one of ${endpoints.join(', ')}.`,
  });
}
