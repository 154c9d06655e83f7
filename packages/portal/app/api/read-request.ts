import { membersOf, prettyJson } from '@spillway/core/json-text';
import { open } from './call.ts';
import { readText } from './read-text.ts';
import type { RequestDetail } from './request.ts';

/** A request with its lines as text. */
export interface ReadRequest {
  readonly request: RequestDetail;
  readonly input: string | null;
  readonly output: string | null;
  /** Whether the lines were too long to be read whole. */
  readonly cut: boolean;
}

/** An answer of many megabytes is not for looking at. */
const MOST_BYTES = 1_000_000;

/** Reads a request; of very long lines only their beginning. */
export async function readRequest(id: string, signal: AbortSignal): Promise<ReadRequest> {
  const { text, cut } = await readText(await open(`v1/requests/${id}`, { signal }), MOST_BYTES);
  return cut ? beginning(text) : whole(text);
}

function whole(text: string): ReadRequest {
  const members = membersOf(text);
  const lineOf = (name: string): string | null => {
    const line = members.get(name) ?? 'null';
    return line === 'null' ? null : prettyJson(line);
  };
  return { request: JSON.parse(text) as RequestDetail, input: lineOf('input'), output: lineOf('output'), cut: false };
}

/** The server sends the lines last. A quote within a text has a backslash before it, so these marks are what they seem. */
function beginning(text: string): ReadRequest {
  const [head = '', input = '', output = null] = text.split(/,"input":|,"output":/, 3);
  return { request: JSON.parse(`${head}}`) as RequestDetail, input, output, cut: true };
}
