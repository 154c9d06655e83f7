import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** One file of the portal, in every form in which it is sent. */
export interface PortalAsset {
  readonly type: string;
  readonly etag: string;
  /** Whether its name changes with its content. */
  readonly immutable: boolean;
  readonly identity: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  readonly br: Uint8Array<ArrayBuffer>;
}

/** By their paths below that of the portal. */
export type PortalAssets = ReadonlyMap<string, PortalAsset>;

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** What the page is told of the server that sends it. */
export interface PageSetting {
  /** The path of the portal, with a slash at both ends. */
  readonly base: string;
  readonly storageOrigins: readonly string[];
}

/** Reads what the build has made, a few files; undefined while there is nothing. */
export function readAssets(folder: string, setting: PageSetting): PortalAssets | undefined {
  const index = join(folder, 'index.html');
  const statics = join(folder, 'static');
  if (!existsSync(index) || !existsSync(statics)) return undefined;
  const names = readdirSync(statics).filter((name) => types[extensionOf(name)] !== undefined);
  return new Map([
    ['', pageAsset(readFileSync(index, 'utf8'), setting)],
    ...names.map((name) => [`static/${name}`, staticAsset(join(statics, name))] as const),
  ]);
}

/** The page knows where the API is, as far up as the portal is down, and to which storage it may talk. */
function pageAsset(html: string, { base, storageOrigins }: PageSetting): PortalAsset {
  const up = '../'.repeat(base.split('/').length - 2) || './';
  const told = html
    .replace('name="spillway-api" content="../"', `name="spillway-api" content="${up}"`)
    .replace('name="spillway-storage" content=""', `name="spillway-storage" content="${storageOrigins.join(' ')}"`);
  const page = Buffer.from(told);
  return assetOf('html', { identity: page, gzip: gzipSync(page), br: brotliCompressSync(page) }, false);
}

function staticAsset(path: string): PortalAsset {
  const forms = { identity: readFileSync(path), gzip: readFileSync(`${path}.gz`), br: readFileSync(`${path}.br`) };
  return assetOf(extensionOf(path), forms, true);
}

function assetOf(
  extension: string,
  forms: Pick<PortalAsset, 'identity' | 'gzip' | 'br'>,
  immutable: boolean,
): PortalAsset {
  const digest = createHash('sha256').update(forms.identity).digest('base64url').slice(0, 22);
  return { type: types[extension] ?? '', etag: `"${digest}"`, immutable, ...forms };
}

function extensionOf(name: string): string {
  return name.split('.').at(-1) ?? '';
}
