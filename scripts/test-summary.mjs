/**
 * Tells of vitest's JSON report, the only argument, which tests failed and why, which did not run, and last, on a line
 * of its own, `N passed, N failed, N skipped`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [, , path = ''] = process.argv;
const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
// Without a report the run ended before its end: that is no success of nothing.
const files = text === '' ? [{ status: 'failed', assertionResults: [] }] : JSON.parse(text).testResults;
const tests = files.flatMap(({ name, assertionResults }) => assertionResults.map((test) => ({ ...test, file: name })));
// A file that fails before its tests are known (an import, a hook) counts as one failure.
const brokenFiles = files.filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
);
const passed = tests.filter(({ status }) => status === 'passed');
const failed = tests.filter(({ status }) => status === 'failed');
const skipped = tests.filter((test) => !passed.includes(test) && !failed.includes(test));

for (const { name } of brokenFiles)
  process.stdout.write(`BROKEN: ${name ? relative('.', name) : 'the run of the tests'}\n`);
for (const { file, fullName, failureMessages } of failed) {
  // The stack comes after; it is with the test's own output, far above.
  const [why = ''] = failureMessages.join('\n').split(/\n\s+at /);
  process.stdout.write(`FAILED: ${relative('.', file)}: ${fullName}\n${why.slice(0, 500).replaceAll(/^/gm, '  ')}\n`);
}
for (const { file, fullName } of skipped) process.stdout.write(`DID NOT RUN: ${relative('.', file)}: ${fullName}\n`);
process.stdout.write(
  `${passed.length} passed, ${failed.length + brokenFiles.length} failed, ${skipped.length} skipped\n`,
);
