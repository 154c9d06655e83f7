/**
 * Names the repository in every public manifest, as GitHub Actions tells it. npm refuses a provenance that does not match
 * the manifest, and the place of the repository is nothing that the source should repeat.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
if (!server || !repository) throw new Error('GITHUB_SERVER_URL and GITHUB_REPOSITORY say where the packages are built');

for (const path of globSync('packages/*/package.json')) {
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  if (manifest.private) continue;
  const url = `git+${server}/${repository}.git`;
  manifest.repository = { type: 'git', url, directory: dirname(path) };
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
