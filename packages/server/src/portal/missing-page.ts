const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Spillway</title>
<h1>The portal is not built</h1>
<p>This checkout has no assets of the portal. Run <code>npm run prepare</code> in it, and load this page again.</p>
<p>The API works without: see <a href="/openapi.json">its description</a>.</p>
</html>
`;

/** In a checkout that was installed without scripts there is nothing to serve yet. */
export function missingPage(common: Readonly<Record<string, string>>): Response {
  const headers = { ...common, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(page, { status: 503, headers });
}
