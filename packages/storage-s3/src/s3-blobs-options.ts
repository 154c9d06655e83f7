import { type Clock, systemClock } from '@spillway/core/clock';
import { SpillwayError } from '@spillway/core/errors';
import { type Randomness, systemRandomness } from './randomness.ts';
import type { S3Capabilities } from './s3-capabilities.ts';

/** What `createS3Blobs` takes. */
export interface S3BlobsOptions {
  /** The bucket; it must exist. */
  readonly bucket: string;
  /** What the keys of all objects begin with, in slash-separated words; nothing by default. */
  readonly prefix?: string;
  /** URL of the service; by default that of AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, else AWS in the region. */
  readonly endpoint?: string;
  /** URL under which clients reach the service, for signed URLs; that of the service by default. */
  readonly publicEndpoint?: string;
  /** By default from the usual AWS places; `us-east-1` where they say nothing and an endpoint is named. */
  readonly region?: string;
  /** Fixed credentials; by default from the usual AWS places: environment, shared files, role of the machine. */
  readonly credentials?: S3Credentials;
  /** Whether the bucket stands in the path of URLs, not in the name of the host. By default so where an endpoint is named. */
  readonly pathStyle?: boolean;
  /** What the service can do. By default all of it on AWS; where an endpoint is named all but the checksum. */
  readonly capabilities?: Partial<S3Capabilities>;
  /** Size of the parts in which streams are sent, 8 MiB by default; a service takes at most 10,000 parts of one blob. */
  readonly partBytes?: number;
  /** Parts in flight at once, in all puts together; 4 by default. Each put holds one more while it fills. */
  readonly partsInFlight?: number;
  /** How long one call may stay without an answer, and a body without bytes; 20 s by default. */
  readonly timeoutMs?: number;
  /** For how long a call is repeated that failed for a passing reason; 15 s by default. */
  readonly patienceMs?: number;
  /** Measures the waits; the machine's by default. */
  readonly clock?: Clock;
  /** Spreads repetitions and names uploads; the system's by default. */
  readonly randomness?: Randomness;
}

/** A pair of keys, with a token when it is of a session. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Optional = 'endpoint' | 'publicEndpoint' | 'region' | 'credentials';

/** The options, complete and checked. */
export type S3Settings = Readonly<
  Required<Omit<S3BlobsOptions, Optional | 'capabilities'>> &
    Pick<S3BlobsOptions, Optional> & { capabilities: S3Capabilities }
>;

const mebibyte = 2 ** 20;
const known: ReadonlySet<string> = new Set([
  ...['bucket', 'prefix', 'endpoint', 'publicEndpoint', 'region', 'credentials', 'pathStyle', 'capabilities'],
  ...['partBytes', 'partsInFlight', 'timeoutMs', 'patienceMs', 'clock', 'randomness'],
]);

/** Throws `invalid_argument` for what can never work. */
export function parseS3BlobsOptions(given: S3BlobsOptions): S3Settings {
  for (const name of Object.keys(given)) check(known.has(name), name, 'is no option');
  const options = { ...usualEndpoint(), ...defined(given) };
  const settings = { ...defaultsOf(options), ...options, capabilities: capabilitiesOf(options) };
  check(/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/.test(settings.bucket), 'bucket', 'is not the name of a bucket');
  check(isPrefix(settings.prefix), 'prefix', 'is not made of words of letters, digits and "._=-" with slashes between');
  for (const name of ['endpoint', 'publicEndpoint'] as const)
    check(settings[name] === undefined || isWebUrl(settings[name]), name, 'is no http or https URL');
  // The bounds that S3 sets to a part.
  checkCount(settings.partBytes, 'partBytes', 5 * mebibyte, 5_120 * mebibyte);
  checkCount(settings.partsInFlight, 'partsInFlight', 1, 1_000);
  checkCount(settings.timeoutMs, 'timeoutMs', 1, 3_600_000);
  checkCount(settings.patienceMs, 'patienceMs', 0, 3_600_000);
  return Object.freeze(settings);
}

/** What the SDK would take by itself; known here, the other defaults follow it. */
function usualEndpoint(): Pick<S3BlobsOptions, 'endpoint'> {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: ignored } = process.env;
  const endpoint = AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL;
  return endpoint && ignored !== 'true' ? { endpoint } : {};
}

function defaultsOf({ endpoint }: S3BlobsOptions) {
  return {
    prefix: '',
    pathStyle: endpoint !== undefined,
    partBytes: 8 * mebibyte,
    partsInFlight: 4,
    timeoutMs: 20_000,
    patienceMs: 15_000,
    clock: systemClock,
    randomness: systemRandomness,
  };
}

function capabilitiesOf({ endpoint, capabilities = {} }: S3BlobsOptions): S3Capabilities {
  const checksum = endpoint === undefined ? 'crc32' : 'none';
  return Object.freeze({
    signedUrls: true,
    bulkRemove: true,
    copy: true,
    lifecycle: true,
    checksum,
    ...defined(capabilities),
  });
}

/** Without the properties that are undefined, which would hide the defaults. */
function defined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

function isPrefix(prefix: string): boolean {
  return prefix === '' || /^[\w=.-]+(\/[\w=.-]+)*$/.test(prefix);
}

function isWebUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

function checkCount(value: number, name: string, least: number, most: number): void {
  const within = Number.isSafeInteger(value) && value >= least && value <= most;
  check(within, name, `is not a whole number from ${least} to ${most}`);
}

function check(holds: boolean, param: string, complaint: string): void {
  if (holds) return;
  throw new SpillwayError(`The option "${param}" of the S3 blobs ${complaint}.`, { code: 'invalid_argument', param });
}
