import type { PortalAsset } from './read-assets.ts';

export interface AssetCall {
  readonly request: Request;
  /** What every answer of the portal carries. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a file in the smallest form that the browser takes, or nothing when it has it. */
export function answerAsset(asset: PortalAsset, { request, headers: common }: AssetCall): Response {
  const coding = codingFor(request.headers.get('accept-encoding') ?? '');
  // Each form has an etag of its own: they differ in their bytes.
  const etag = coding === 'identity' ? asset.etag : `${asset.etag.slice(0, -1)}-${coding}"`;
  const headers = {
    ...common,
    etag,
    vary: 'accept-encoding',
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (knows(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const bytes = asset[coding];
  const described = {
    ...headers,
    'content-type': asset.type,
    'content-length': String(bytes.length),
    ...(coding !== 'identity' && { 'content-encoding': coding }),
  };
  return new Response(request.method === 'HEAD' ? null : bytes, { headers: described });
}

function codingFor(accepted: string): 'br' | 'gzip' | 'identity' {
  const taken = accepted
    .split(',')
    .map((one) => one.trim())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(';')[0]?.trim().toLowerCase());
  if (taken.includes('br')) return 'br';
  return taken.includes('gzip') ? 'gzip' : 'identity';
}

function knows(condition: string | null, etag: string): boolean {
  return (condition ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
