/** Writes what is made from the TypeScript and from the rules: `npm run generate -w examples/monitoring`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from './generated-files.ts';

for (const [path, text] of generatedFiles()) {
  writeFileSync(join(import.meta.dirname, path), text);
  process.stdout.write(`${path}: ${text.length} characters\n`);
}
