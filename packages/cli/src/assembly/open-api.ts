import type { Spillway } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { createServer, listen, type PrometheusMetrics } from '@spillway/server';
import type { FlagValues } from '../flags/flag.ts';
import { errorWords } from '../log/error-words.ts';
import { logLine } from '../log/log-line.ts';
import { untilAborted } from '../terminal/until-aborted.ts';
import type { Surroundings } from '../verbs/verb.ts';
import type { admissionFlags } from './limit-flags.ts';
import { type linkFlags, linksOf } from './link-flags.ts';
import type { ReleaseStack } from './release-stack.ts';
import type { Loop } from './run-loops.ts';
import type { listenFlags } from './shared-flags.ts';
import { storageOrigins } from './storage-origins.ts';

export interface OpenApiOptions extends Pick<Surroundings, 'output' | 'clock' | 'interruption'> {
  readonly flags: FlagValues<typeof listenFlags & typeof admissionFlags & typeof linkFlags>;
  readonly spillway: Spillway;
  readonly blobs: BlobStorage;
  readonly apiKey: string | undefined;
  readonly metrics: PrometheusMetrics;
  readonly stack: ReleaseStack;
}

/** How long a download or upload may go on once the process is to end. */
const GRACE_MS = 8_000;

/** An API that listens. As a loop it does so until the signal aborts, and then lets running requests finish. */
export interface OpenedApi extends Loop {
  readonly url: string;
}

/** Serves the API. */
export async function openApi(options: OpenApiOptions): Promise<OpenedApi> {
  const { flags, spillway, blobs, apiKey, metrics, interruption, stack } = options;
  const server = createServer({
    spillway,
    metrics,
    ...linksOf(flags),
    callsPerMinute: flags['calls-per-minute'] ?? Infinity,
    streamsPerKey: flags['streams-per-key'],
    compatibility: flags.compatibility,
    portal: !flags['no-portal'] && { storageOrigins: await storageOrigins(blobs) },
    stopping: interruption.signal,
    ...(apiKey !== undefined && { apiKey }),
    onError: (error, request) => logLine(options, { level: 'error', where: 'api', request, ...errorWords(error) }),
  });
  const listening = await listen({ server, host: flags.host, port: flags.port });
  stack.add(listening);
  return {
    url: listening.url,
    async run({ signal }) {
      await untilAborted(signal);
      await listening.close({ graceMs: GRACE_MS });
    },
  };
}
