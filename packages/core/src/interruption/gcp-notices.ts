import { type Clock, systemClock } from '../clock.ts';
import { type Answer, askMetadata } from './ask-metadata.ts';
import type { InterruptionNotices, MetadataOptions, Notice } from './notices.ts';
import { patienceMs } from './patience.ts';

/** How Compute Engine is asked. */
export interface GcpNoticesOptions extends MetadataOptions {
  /** Also host maintenance that ends the machine, as it does on all machines with GPUs; true by default. */
  readonly maintenance?: boolean;
  /** The system's by default. */
  readonly clock?: Clock;
}

/** How long the service may hold a question; then it answers what has not changed. */
const HOLD_SECONDS = 60;

interface Key {
  readonly path: string;
  /** The value that is a notice. */
  readonly value: string;
  readonly notice: Notice;
}

const preempted: Key = {
  path: 'preempted',
  value: 'TRUE',
  notice: {
    source: 'gcp',
    kind: 'interruption',
    leftMs: 30_000,
    text: 'Compute Engine preempts this instance within 30 seconds.',
  },
};

const maintained: Key = {
  path: 'maintenance-event',
  value: 'TERMINATE_ON_HOST_MAINTENANCE',
  notice: {
    source: 'gcp',
    kind: 'maintenance',
    leftMs: 60_000,
    text: 'Compute Engine ends this instance for maintenance of its host, in a minute or later.',
  },
};

/**
 * Notices of Compute Engine, from its metadata server. `instance/preempted` turns from FALSE to TRUE when a Spot VM is
 * preempted, up to 30 seconds before it stops. `instance/maintenance-event` turns to TERMINATE_ON_HOST_MAINTENANCE 60
 * seconds before host maintenance, an hour before on machines with GPUs. Both are asked with `wait_for_change`, so a
 * notice comes at once; `everyMs` is the pause between two such questions, 1,000 by default. The server answers 503
 * while it restarts.
 *
 * Sources, under cloud.google.com/compute/docs: "Create and use Spot VMs" (instances/create-use-spot, detecting
 * preemption), "Query metadata server for maintenance event notices" (metadata/getting-live-migration-notice), "View and
 * query VM metadata" (metadata/querying-metadata) for `wait_for_change`, `last_etag` and `timeout_sec`.
 */
export function gcpNotices(options: GcpNoticesOptions = {}): InterruptionNotices {
  const keys = (options.maintenance ?? true) ? [preempted, maintained] : [preempted];
  return {
    async watch({ signal }) {
      const over = new AbortController();
      const until = AbortSignal.any([signal, over.signal]);
      try {
        return await Promise.race(keys.map((key) => watchKey(key, options, until)));
      } finally {
        over.abort();
      }
    },
  };
}

async function watchKey(key: Key, options: GcpNoticesOptions, signal: AbortSignal): Promise<Notice | undefined> {
  const { everyMs = 1_000, clock = systemClock } = options;
  let etag: string | null = null;
  for (let failures = 0; !signal.aborted; ) {
    const answer = await ask(key, etag, options, signal);
    if (answer?.text.trim() === key.value) return key.notice;
    failures = answer ? 0 : failures + 1;
    // Without the last ETag a change between two questions would be waited for in vain.
    etag = answer?.headers.get('etag') ?? null;
    await clock.sleep(patienceMs(everyMs, failures), signal);
  }
  return undefined;
}

/** A good answer; undefined for any other. */
async function ask(
  { path }: Key,
  etag: string | null,
  options: GcpNoticesOptions,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const { baseUrl = 'http://metadata.google.internal', timeoutMs = 2_000, clock = systemClock } = options;
  const url = new URL(`${baseUrl.replace(/\/$/, '')}/computeMetadata/v1/instance/${path}`);
  if (etag !== null) {
    url.search = new URLSearchParams({
      wait_for_change: 'true',
      last_etag: etag,
      timeout_sec: `${HOLD_SECONDS}`,
    }).toString();
  }
  const heldMs = etag === null ? 0 : HOLD_SECONDS * 1_000;
  const headers = { 'Metadata-Flavor': 'Google' };
  const answer = await askMetadata(clock, { url: url.href, headers, timeoutMs: heldMs + timeoutMs, signal });
  return answer?.status === 200 && answer.headers.get('metadata-flavor') === 'Google' ? answer : undefined;
}
