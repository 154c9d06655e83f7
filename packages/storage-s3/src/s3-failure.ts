/** What an error of the SDK says, in whatever shape it came. */
export interface S3Failure {
  /** The service's name for it, or the system's code of a broken connection. */
  readonly name: string;
  /** The HTTP status, undefined where nothing was answered. */
  readonly status: number | undefined;
  readonly message: string;
}

export function failureOf(error: unknown): S3Failure {
  const { name, Code, code, message, $metadata } = error as {
    readonly [field in 'name' | 'Code' | 'code' | 'message']?: unknown;
  } & { readonly $metadata?: { readonly httpStatusCode?: number } };
  const systemCode = typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? code : undefined;
  return {
    name: String(systemCode ?? Code ?? name ?? 'Error'),
    status: $metadata?.httpStatusCode,
    message: typeof message === 'string' && message !== '' ? message : String(name),
  };
}

/** The HTTP status behind an error that was translated. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && error.cause !== undefined ? failureOf(error.cause).status : undefined;
}

/** The service's name behind an error that was translated. */
export function nameOf(error: unknown): string | undefined {
  return error instanceof Error && error.cause !== undefined ? failureOf(error.cause).name : undefined;
}

const passingNames: ReadonlySet<string> = new Set([
  ...['InternalError', 'SlowDown', 'ServiceUnavailable', 'Throttling', 'ThrottlingException', 'TooManyRequests'],
  ...['RequestTimeout', 'OperationAborted', 'ConditionalRequestConflict', 'BandwidthLimitExceeded'],
  // Bytes that changed on the way: the service says so by one of these.
  ...['BadDigest', 'XAmzContentSHA256Mismatch', 'IncompleteBody'],
  // The SDK corrects its clock by the answer, so that the next try is signed at the right time.
  'RequestTimeTooSkewed',
]);

const passingStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the same call may succeed in a moment. */
export function isPassing(failure: S3Failure): boolean {
  if (passingNames.has(failure.name)) return true;
  if (failure.status !== undefined) return passingStatuses.has(failure.status) || isCutShort(failure);
  return isConnectionFailure(failure);
}

/** An answer that began well and could not be understood to its end. */
function isCutShort({ status }: S3Failure): boolean {
  return status !== undefined && status < 300;
}

const connectionCodes =
  /^(E(CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN|AI_AGAIN|NOTFOUND|ADDRNOTAVAIL|PROTO)|TimeoutError)$/;

/** Whether the service was not reached, or went away in the middle. */
export function isConnectionFailure({ name, status, message }: S3Failure): boolean {
  if (status !== undefined) return false;
  return connectionCodes.test(name) || name.startsWith('HPE_') || /aborted|socket hang up|terminated/.test(message);
}
