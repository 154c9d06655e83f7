import type { FlagSet } from './flag.ts';

/** What a help page is made from. */
export interface HelpSubject {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** Operands as they are written, for instance `INPUT`. */
  readonly operands?: string;
  /** Flags that nobody can do without, as they are written in the usage. */
  readonly needed?: string;
  readonly description: string;
  readonly flags: FlagSet;
  /** Command lines that work, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** What the exit codes mean for this verb. */
  readonly exits: readonly (readonly [code: number, means: string])[];
}

const WIDTH = 110;

/** The page that `--help` prints. */
export function helpPage({ name, operands, needed, description, flags, examples, exits }: HelpSubject): string {
  const usage = ['Usage: spillway', name, operands, needed, '[flags]'].filter((part) => part !== undefined).join(' ');
  const sections = [
    usage,
    wrap(description, 0),
    `Flags:\n${table(Object.entries(flags).map(([flagName, flag]) => [looksOf(flagName, flag), notesOf(flag)]))}`,
    `Examples:\n${examples.map(([line, does]) => `  # ${does}\n  ${line}`).join('\n')}`,
    `Exit codes:\n${table(exits.map(([code, means]) => [String(code), means]))}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Two columns, the right one wrapped. */
export function table(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return rows
    .map(([left, right]) => {
      const text = wrap(right, width + 4);
      return left.length <= width ? `  ${left.padEnd(width)}  ${text}` : `  ${left}\n${' '.repeat(width + 4)}${text}`;
    })
    .join('\n');
}

function looksOf(name: string, { short, value, kind }: FlagSet[string]): string {
  const long = `--${name}${kind === 'switch' ? '' : ` ${value ?? 'TEXT'}`}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

function notesOf({ help, kind, env, fallbackText }: FlagSet[string]): string {
  const notes = [
    kind === 'repeated' && 'repeatable',
    fallbackText !== undefined && `default ${fallbackText}`,
    env !== undefined && env,
  ].filter((note) => note !== false);
  return notes.length === 0 ? help : `${help} (${notes.join('; ')})`;
}

function wrap(text: string, indent: number): string {
  return text
    .split('\n')
    .map((paragraph) => wrapParagraph(paragraph, indent))
    .join(`\n${' '.repeat(indent)}`);
}

function wrapParagraph(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}
