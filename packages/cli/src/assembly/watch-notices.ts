import { abortOnNotice, awsNotices, gcpNotices, type InterruptionNotices } from '@spillway/core/interruption';
import type { Surroundings } from '../verbs/verb.ts';

/** The clouds whose notices are known, and the variable that their own tools read the address of the service from. */
const sources: Readonly<Record<string, (env: Surroundings['env']) => InterruptionNotices>> = {
  aws: ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: baseUrl }) => awsNotices({ ...(baseUrl && { baseUrl }) }),
  gcp: ({ GCE_METADATA_HOST: host }) => gcpNotices({ ...(host && { baseUrl: `http://${host}` }) }),
};

/** What `--notices` takes. */
export const noticeSources: readonly string[] = Object.keys(sources);

/** A signal that aborts when the process is to end, or when a cloud says that the machine will be taken. */
export function watchNotices(
  names: readonly string[],
  { env, output, interruption: { signal } }: Pick<Surroundings, 'env' | 'output' | 'interruption'>,
): AbortSignal {
  const watched = names.flatMap((name) => sources[name]?.(env) ?? []);
  const taken = abortOnNotice(watched, {
    signal,
    onNotice({ source, kind, leftMs, text }) {
      output.event({ event: 'notice', source, kind, left_ms: leftMs }, `${text} Draining.`);
    },
  });
  return AbortSignal.any([signal, taken]);
}
