import { route } from '../../address/route.ts';

/** Which dead letters, as the address says. */
export interface DeadLetterFilter {
  readonly batch_id?: string;
  readonly model?: string;
  readonly code?: string;
  /** Of those that died of the same. */
  readonly fingerprint?: string;
}

/** Those that are acted upon: of a filter, or single ones. */
export type ChosenDeadLetters = DeadLetterFilter & { readonly request_ids?: readonly string[] };

export function filterOfAddress(): DeadLetterFilter {
  const { batch_id, model, code, fingerprint } = route.value.query;
  return {
    ...(batch_id && { batch_id }),
    ...(model && { model }),
    ...(code && { code }),
    ...(fingerprint && { fingerprint }),
  };
}

/** For people to read, before something is done to them. */
export function textOfChosen({ code, model, batch_id, fingerprint, request_ids: ids }: ChosenDeadLetters): string {
  if (ids) return 'Those that are selected.';
  const parts = [
    fingerprint && `of the group ${fingerprint}`,
    code && `with the code ${code}`,
    model && `for the model ${model}`,
    batch_id && `of the batch ${batch_id}`,
  ].filter(Boolean);
  return parts.length === 0 ? 'All of them, of every batch.' : `Those ${parts.join(', ')}.`;
}
