import { readFileSync, writeFileSync } from 'node:fs';

export interface RequestLinesOptions {
  readonly count: number;
  readonly model?: string;
  /** Changes the body of some lines. */
  readonly body?: (position: number) => Readonly<Record<string, unknown>>;
}

/** Lines as OpenAI's batch API takes them, with ids `r0`, `r1`, … */
export function requestLines({ count, model = 'spillway-sim', body = () => ({}) }: RequestLinesOptions): string {
  const lines = Array.from({ length: count }, (_, position) => {
    const messages = [{ role: 'user', content: `Say something about the number ${position}.` }];
    const whole = { model, messages, max_tokens: 24, ...body(position) };
    return JSON.stringify({ custom_id: `r${position}`, method: 'POST', url: '/v1/chat/completions', body: whole });
  });
  return `${lines.join('\n')}\n`;
}

export function writeRequests(path: string, options: RequestLinesOptions): void {
  writeFileSync(path, requestLines(options));
}

/** A line of an output or error file, as far as tests look at it. */
export interface ProducedLine {
  readonly custom_id: string;
  readonly response: { readonly status_code: number } | null;
  readonly error: { readonly code: string } | null;
}

export function readProduced(path: string): ProducedLine[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as ProducedLine);
}

/** Positions of the ids `r<position>`, in the order of the file. */
export function positionsIn(path: string): number[] {
  return readProduced(path).map(({ custom_id: id }) => Number(id.slice(1)));
}

/** What two files hold between them when each request is in one of them, once. */
export function isWhole(output: readonly number[], errors: readonly number[], count: number): boolean {
  const ascending = [output, errors].every((list) =>
    list.every((position, at) => at === 0 || position > (list[at - 1] ?? 0)),
  );
  return ascending && output.length + errors.length === count && new Set([...output, ...errors]).size === count;
}
