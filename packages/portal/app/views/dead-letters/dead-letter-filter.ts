import { route } from '../../address/route.ts';

/** Which dead letters, as the address says. */
export interface DeadLetterFilter {
  readonly batch_id?: string;
  readonly model?: string;
  readonly code?: string;
}

export function filterOfAddress(): DeadLetterFilter {
  const { batch_id, model, code } = route.value.query;
  return { ...(batch_id && { batch_id }), ...(model && { model }), ...(code && { code }) };
}
