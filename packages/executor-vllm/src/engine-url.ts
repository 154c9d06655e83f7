import { invalidOption } from './option-check.ts';

/** An engine's base, cut where requests' paths are joined to it. */
export interface BaseUrl {
  readonly origin: string;
  readonly prefix: string;
}

/** Reads a base such as `http://host:8000`, `http://host:8000/v1/` or `https://gateway/team/v1`. */
export function parseBaseUrl(text: unknown, param: string): BaseUrl {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw invalidOption(param, `must be an http or https URL, not ${JSON.stringify(text)}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidOption(param, 'holds a user name or password', 'Pass credentials as apiKey or headers.');
  }
  if (url.search !== '' || url.hash !== '') throw invalidOption(param, 'must end before "?" and "#"');
  // Paths of requests begin with /v1, so a base that ends in it would double it.
  const prefix = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
  return { origin: url.origin, prefix };
}
