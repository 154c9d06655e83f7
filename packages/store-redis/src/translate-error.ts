import { SpillwayError, type SpillwayErrorOptions } from '@spillway/core/errors';

type Meaning = Pick<SpillwayErrorOptions, 'code' | 'hint' | 'retryable'> & { readonly message: string };

const lost: Meaning = {
  code: 'unavailable',
  message: 'Redis cannot be reached.',
  hint: 'Check that the server runs and that the URL names it.',
};

/** By what the driver or the server says, the first that matches. */
const worded: readonly (readonly [RegExp, Meaning])[] = [
  [
    /^(NOAUTH|WRONGPASS|NOPERM)/,
    {
      code: 'unavailable',
      message: 'Redis refused the connection.',
      hint: 'Check user and password of the URL.',
      retryable: false,
    },
  ],
  [
    /^OOM/,
    {
      code: 'unavailable',
      message: 'Redis is out of memory.',
      hint: 'Raise maxmemory: without room, what has ended cannot be removed either.',
    },
  ],
  // A slot whose master failed is nobody's until its replica took over, or two nodes send each other's clients around.
  [
    /^(LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|Too many Cluster redirections)/,
    { code: 'unavailable', message: 'Redis is not ready.' },
  ],
  [
    /^(READONLY|MISCONF|NOREPLICAS)/,
    { ...lost, message: 'Redis takes no writes.', hint: 'Look at its disk and its replication.' },
  ],
  [
    /^MOVED/,
    {
      code: 'unavailable',
      message: 'Redis is a node of a cluster.',
      hint: 'Write redis+cluster:// or rediss+cluster:// in place of redis:// or rediss://.',
      retryable: false,
    },
  ],
  [
    /cluster support disabled/,
    {
      code: 'unavailable',
      message: 'Redis is no cluster.',
      hint: 'Write redis:// or rediss:// in place of redis+cluster:// or rediss+cluster://.',
      retryable: false,
    },
  ],
  [/Connection is closed/, { code: 'unavailable', message: 'The connection to Redis is closed.' }],
  [/Command timed out/, { code: 'timeout', message: 'Redis did not answer in time.' }],
  [
    /ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|max retries|Failed to refresh slots|stream isn't writeable/i,
    lost,
  ],
];

/** The one place in which the driver's errors become Spillway's. */
export function translateError(error: unknown): SpillwayError {
  if (SpillwayError.is(error)) return error;
  const said = wordsOf(error);
  const found = worded.find(([pattern]) => pattern.test(said))?.[1];
  const { message, ...options } = found ?? { code: 'internal' as const, message: 'Redis failed a command.' };
  forgetCommand(error);
  return new SpillwayError(`${message} (${said})`, { ...options, cause: error });
}

/** The driver notes which command failed, with its values: of AUTH the password, else what users said. Logs print causes. */
function forgetCommand(error: unknown): void {
  if (!(error instanceof Error)) return;
  const noted = error as { command?: unknown; readonly lastNodeError?: unknown };
  delete noted.command;
  forgetCommand(noted.lastNodeError);
}

/** The message, with the system's code where it lacks it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && !error.message.includes(code) ? `${error.message} ${code}`.trim() : error.message;
}
