import { SpillwayError } from '@spillway/core';

/** The path with a slash at both ends. Throws `invalid_argument` for what is none, or belongs to the API. */
export function basePathOf(given: string): string {
  const base = given.replace(/\/*$/, '/');
  if (!/^(\/[\w.~-]+)*\/$/.test(base))
    throw refused(given, 'It is made of letters, digits and . _ ~ - between slashes.');
  const [, first = ''] = base.split('/');
  if (['v1', 'livez', 'readyz', 'metrics', 'openapi.json'].includes(first)) throw refused(given, 'The API is there.');
  return base;
}

function refused(given: string, why: string): SpillwayError {
  const hint = 'Leave it out for /portal, or name a path such as /admin/batches.';
  // For who starts the server: no caller of the API ever sees it.
  const code = 'invalid_argument';
  return new SpillwayError(`The portal cannot be at '${given}'. ${why}`, { code, param: 'portal.basePath', hint });
}
