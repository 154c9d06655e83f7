/** Fails on source files and functions that have grown too long, and on file names that say nothing. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { trackedFiles } from './tracked-files.mjs';

const maxFileLines = 400;
const maxFunctionLines = 60;
const emptyNames = /(^|[-_])(utils?|helpers?|common|misc|types?|constants?|manager)$/;
/** What this package is about are types. */
const toldNames = new Set(['api-types']);

const problems = [];
const fileLines = [];
const functionLines = [];

for (const path of trackedFiles(/\.(tsx?|mts|mjs|js|cjs|sql|css)$/)) {
  const text = readFileSync(path, 'utf8');
  checkName(path);
  checkFile(path, text);
  if (!/\.(sql|css)$/.test(path)) checkFunctions(path, text);
}

if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
}
process.stdout.write(
  `size: ${fileLines.length} files, median ${median(fileLines)} lines, longest ${Math.max(0, ...fileLines)}; ` +
    `${functionLines.length} functions, median ${median(functionLines)} lines, longest ${Math.max(0, ...functionLines)}; ` +
    `${problems.length} problems\n`,
);

function checkName(path) {
  for (const part of path.replace(/(\.test)?\.\w+$/, '').split('/')) {
    if (emptyNames.test(part) && !toldNames.has(part)) problems.push(`${path}: "${part}" names no concept`);
  }
}

function checkFile(path, text) {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  fileLines.push(lines);
  if (lines > maxFileLines) problems.push(`${path}: ${lines} lines, at most ${maxFileLines}`);
}

function checkFunctions(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined && !isTestGroup(node)) measure(path, source, node);
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function measure(path, source, node) {
  const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
  const lines = last - first + 1;
  functionLines.push(lines);
  if (lines > maxFunctionLines)
    problems.push(`${path}:${first + 1}: function of ${lines} lines, at most ${maxFunctionLines}`);
}

/** The callback of `describe` is a chapter, not a function: its tests are measured one by one. */
function isTestGroup(node) {
  const call = node.parent;
  return call !== undefined && ts.isCallExpression(call) && /^describe/.test(call.expression.getText());
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
