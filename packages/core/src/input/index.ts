export type { Line, LineBatch } from './line-splitter.ts';
export { lineBytes, type ReadLinesOptions, readLines } from './read-lines.ts';
export { type InputRequest, readRequests } from './read-requests.ts';
