import { type Flag, parsedFlag } from '../flags/flag.ts';

/** What a log looks like. */
export type LogFormat = 'json' | 'text';

/** How a process that goes on logs. */
export const logFlags: { readonly 'log-format': Flag<LogFormat | undefined> } = {
  'log-format': parsedFlag({
    help: 'what the log on stderr looks like: text for people, or json, one object a line. Default: text, and json with --json',
    value: 'FORMAT',
    env: 'SPILLWAY_LOG_FORMAT',
    wish: 'text or json',
    parse: (text) => (text === 'json' || text === 'text' ? text : undefined),
  }),
};
