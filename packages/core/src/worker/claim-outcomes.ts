import type { Clock } from '../clock.ts';
import type { Verdict } from '../executor/index.ts';
import type { Claim, Outcome } from '../store/index.ts';
import type { ClaimFlusher } from './claim-flusher.ts';
import { conclude, concludeLethal } from './conclude.ts';
import type { ClaimDuplicates } from './duplicates/claim-duplicates.ts';
import type { RequestRun } from './request-run.ts';

export interface ClaimOutcomesOptions {
  readonly claim: Claim;
  readonly flusher: ClaimFlusher;
  readonly duplicates: ClaimDuplicates | undefined;
  readonly clock: Clock;
}

/** Requests that end under a claim, and with them those that are given their answers. */
export class ClaimOutcomes {
  readonly #options: ClaimOutcomesOptions;

  constructor(options: ClaimOutcomesOptions) {
    this.#options = options;
  }

  /** Ends the request. Answers those that waited for it in vain, and are to be run themselves. */
  end(request: RequestRun, verdict: Verdict, outcome: Outcome): readonly RequestRun[] {
    const { claim, flusher, clock, duplicates } = this.#options;
    const durationMs = clock.monotonic() - request.startedMs;
    const ended = conclude({ batchId: claim.batchId, request, verdict, outcome, durationMs });
    flusher.end(ended);
    if (outcome !== 'succeeded') return duplicates?.failed(request) ?? [];
    const { copies = [], run = [], later = [] } = duplicates?.answered(ended) ?? {};
    for (const copy of copies) flusher.end(copy);
    for (const deferred of later) flusher.defer(deferred);
    return run;
  }

  /** Ends a lethal suspect without running it again. */
  giveUp(request: RequestRun): void {
    const { claim, flusher, clock } = this.#options;
    flusher.end(concludeLethal(claim.batchId, request, { lapses: claim.lapses, now: clock.now() }));
  }
}
