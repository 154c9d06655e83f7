import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const MAX_BYTES = 8 * 1024 * 1024;
const TAIL_BYTES = 64 * 1024;

/** The log of one start. */
export interface ServerLog {
  readonly fd: number;
  /** What was logged since the log was opened; the last part when it is long. */
  text(): string;
  close(): void;
}

/** Opens the log for appending. A log grown too long is moved aside first, over the one moved before. */
export function openServerLog(path: string): ServerLog {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(path, `${path}.1`);
  const fd = openSync(path, 'a+', 0o600);
  const from = fstatSync(fd).size;
  return { fd, text: () => textSince(fd, from), close: () => closeSync(fd) };
}

function textSince(fd: number, from: number): string {
  const { size } = fstatSync(fd);
  const buffer = Buffer.alloc(Math.min(size - from, TAIL_BYTES));
  return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, size - buffer.length));
}
