import { parseArgs } from 'node:util';

/** What the trial measures. */
export interface S3Flags {
  readonly uploadServers: readonly string[];
  readonly uploadBytes: number;
  readonly server: string;
  readonly lines: number;
  readonly tokens: number;
  readonly concurrency: number;
  /** Whether the servers are started for the trial and end with it. */
  readonly own: boolean;
  /** Where the report goes. */
  readonly report: string | undefined;
}

export const usage: string = `Usage: npm run trial:s3 -- [flags]

Uploads a large file through the API to S3, and runs a large batch whose bytes all lie there: how much memory do the
processes need, how many bytes do they ask of S3? Ends with 1 when a bound is exceeded.

  --upload-servers LIST  servers that take the upload, of ceph and swift (ceph,swift)
  --upload-bytes N       bytes of the upload (2000000000)
  --server NAME          the server of the batch (ceph)
  --lines N              requests of the batch (1000000)
  --tokens N             tokens of each answer; 120 of them make a line of about 1,030 bytes (120)
  --concurrency N        requests in flight (256)
  --shared               use servers that "npm run services" started already
  --report FILE          where the report goes (docs/trials/s3.md); "none" writes none
`;

/** Throws for flags that it does not know. */
export function parseS3Flags(args: readonly string[]): S3Flags | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'upload-servers': { type: 'string', default: 'ceph,swift' },
      'upload-bytes': { type: 'string', default: '2000000000' },
      server: { type: 'string', default: 'ceph' },
      lines: { type: 'string', default: '1000000' },
      tokens: { type: 'string', default: '120' },
      concurrency: { type: 'string', default: '256' },
      shared: { type: 'boolean', default: false },
      report: { type: 'string', default: 'docs/trials/s3.md' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    uploadServers: values['upload-servers'].split(',').map(serverOf),
    uploadBytes: countOf('--upload-bytes', values['upload-bytes']),
    server: serverOf(values.server),
    lines: countOf('--lines', values.lines),
    tokens: countOf('--tokens', values.tokens),
    concurrency: countOf('--concurrency', values.concurrency),
    own: !values.shared,
    report: values.report === 'none' ? undefined : values.report,
  };
}

function serverOf(text: string): string {
  if (text === 'ceph' || text === 'swift') return text;
  throw new Error(`There is no server "${text}": ceph and swift are the ones.`);
}

function countOf(flag: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${flag} needs a whole number above 0, not "${text}"`);
  return count;
}
