import { apiUrl } from '../../api/call.ts';
import { unreachable } from '../../api/refusal.ts';

/** Whether database and storage can serve. */
export interface Health {
  readonly status: string;
  readonly reason?: string;
}

/** A 503 is an answer like any other here. */
export async function readHealth(signal: AbortSignal): Promise<Health> {
  const response = await fetch(apiUrl('readyz'), { signal, cache: 'no-store' }).catch(() => {
    throw unreachable();
  });
  return (await response.json()) as Health;
}
