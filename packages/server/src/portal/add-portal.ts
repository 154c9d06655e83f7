import { fileURLToPath } from 'node:url';
import { assetsFolder } from '@spillway/portal';
import type { Context, Hono } from 'hono';
import type { AppEnv } from '../api/router.ts';
import { answerAsset } from './answer-asset.ts';
import { basePathOf } from './base-path.ts';
import { missingPage } from './missing-page.ts';
import { portalHeaders } from './portal-headers.ts';
import { type PortalAssets, readAssets } from './read-assets.ts';
import { storageOriginsOf } from './storage-origins.ts';

/** Where the portal is. */
export interface PortalOptions {
  /** Begins with a slash: `/admin/batches`. `/portal` by default. Browsers that ask for `/` are sent there. */
  readonly basePath?: string;
  /**
   * Where browsers may put large files directly, such as `https://bucket.s3.example.com`: the origins of the addresses that
   * blob storage signs. None by default, and files pass through the server. The bucket must allow it by CORS.
   */
  readonly storageOrigins?: readonly string[];
}

/** Serves the portal below its path, to everybody: it has nothing to tell but to whom the API lets in. To be added last. */
export function addPortal(
  app: Hono<AppEnv>,
  { basePath = '/portal', storageOrigins = [] }: PortalOptions,
  folder: string = fileURLToPath(assetsFolder),
): void {
  const base = basePathOf(basePath);
  const origins = storageOriginsOf(storageOrigins);
  const headers = portalHeaders(origins);
  let assets: PortalAssets | undefined;
  const serve = (context: Context<AppEnv>, path: string): Promise<Response> | Response => {
    // Asked again until they are there: somebody may be building them.
    assets ??= readAssets(folder, { base, storageOrigins: origins });
    if (!assets) return missingPage(headers);
    const asset = assets.get(path);
    return asset ? answerAsset(asset, { request: context.req.raw, headers }) : context.notFound();
  };
  if (base !== '/') addRedirects(app, base);
  app.get(`${base}*`, (context) => serve(context, context.req.path.slice(base.length)));
}

function addRedirects(app: Hono<AppEnv>, base: string): void {
  // Relative, since whoever mounts the server may have taken a part of the path off.
  app.get(base.slice(0, -1), ({ req }) => sendTo(`./${lastSegment(req.path)}/`));
  app.get('/', (context) => (wantsPage(context.req.raw) ? sendTo(`.${base}`) : context.notFound()));
}

/** Programs that ask for `/` are told that nothing is there, as ever. */
function wantsPage({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/html') ?? false;
}

function sendTo(location: string): Response {
  return new Response(null, { status: 302, headers: { location, 'cache-control': 'no-store' } });
}

function lastSegment(path: string): string {
  return path.split('/').at(-1) ?? '';
}
