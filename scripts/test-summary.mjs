/** Prints vitest's JSON report, the only argument, as one line: `N passed, N failed, N skipped`. */
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
const report = text === '' ? { testResults: [] } : JSON.parse(text);
const tests = report.testResults.flatMap((file) => file.assertionResults.map(({ status }) => status));
// A file that fails before its tests are known (an import, a hook) counts as one failure.
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
).length;

const passed = count('passed');
const failed = count('failed') + brokenFiles;
process.stdout.write(`${passed} passed, ${failed} failed, ${tests.length - passed - count('failed')} skipped\n`);

function count(status) {
  return tests.filter((other) => other === status).length;
}
