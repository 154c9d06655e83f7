/**
 * The JSONL input: lines found on bytes, checked as strict JSON without being parsed, and cut into extents in flat memory.
 * The format is that of OpenAI's batch input file: one object a line with `custom_id`, `method`, `url` and `body`.
 *
 * @module
 */
export { BlobRuns } from './blob-runs.ts';
export { checkLine, type LineRules } from './check-line.ts';
export { findInCustomIdIndex } from './custom-id-index.ts';
export type { Field, FieldSet, JsonKind } from './field-set.ts';
export type { InputModel, InputPlan } from './input-planner.ts';
export { deepestLine, type LineScannerOptions, scanLine } from './line-scanner.ts';
export type { Line, LineBatch } from './line-splitter.ts';
export { planInput } from './plan-input.ts';
export type { PlanOptions } from './plan-options.ts';
export { type ProblemCode, ProblemReport } from './problem.ts';
export { lineBytes, type ReadLinesOptions, readLines } from './read-lines.ts';
export type { ReadRange } from './read-range.ts';
export { type InputRequest, readRequests } from './read-requests.ts';
export type { LineFault, OutputBound, ScannedLine } from './scanned-line.ts';
export type { RunStore } from './sorted-runs.ts';
