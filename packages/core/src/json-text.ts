/**
 * JSON for people to read, its numbers and strings as they were written. Runs in browsers, too.
 *
 * @module
 */

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/** JSON text with a line for each value, its numbers and strings as they were written. */
export function prettyJson(text: string): string {
  let pretty = '';
  let depth = 0;
  let before = '';
  for (const [part] of text.matchAll(token)) {
    const opens = before === '{' || before === '[';
    const closes = part === '}' || part === ']';
    if (closes) depth--;
    if (opens ? !closes : closes || before === ',') pretty += `\n${'  '.repeat(depth)}`;
    pretty += part === ':' ? ': ' : part;
    if (part === '{' || part === '[') depth++;
    before = part;
  }
  return pretty;
}

/** The texts of an object's members, as they were written; the last of those with one name. */
export function membersOf(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let name: string | undefined;
  let from = 0;
  for (const { 0: part, index } of text.matchAll(token)) {
    const closes = part === '}' || part === ']';
    if (name !== undefined && depth === 1 && (part === ',' || closes)) {
      members.set(name, text.slice(from, index).trim());
      name = undefined;
    } else if (depth === 1 && name === undefined && part.startsWith('"')) {
      name = JSON.parse(part) as string;
    } else if (depth === 1 && part === ':') from = index + 1;
    if (part === '{' || part === '[') depth++;
    else if (closes) depth--;
  }
  return members;
}
