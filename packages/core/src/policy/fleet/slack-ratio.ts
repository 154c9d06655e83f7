import type { FleetPolicy } from './fleet-policy.ts';
import { viewOf } from './fleet-view.ts';
import { planReplicas } from './plan-replicas.ts';
import { startable } from './start-spot.ts';

/** When `slackRatio` escalates. */
export interface SlackRatioOptions {
  /** Share of the time left that must be slack for spot alone; 0.2 by default. */
  readonly ratio?: number;
}

/**
 * All spot at once; all dedicated replicas, for good, once less than a fifth of the time left is slack
 * (`R − W / M − c < 0.2·R`). The policy that leads the ADRS board of spot scheduling, for a fleet. It may be late.
 */
export function slackRatio({ ratio = 0.2 }: SlackRatioOptions = {}): FleetPolicy {
  return {
    name: 'slack-ratio',
    options: { ratio },
    decide(state, before) {
      const view = viewOf(state);
      const { dedicated, due } = view;
      const tight = due.some(({ left, work }) => left - work / dedicated.rate - dedicated.cold < ratio * left);
      const escalated = due.length > 0 && (before.escalated || tight);
      const opened = escalated && !before.escalated;
      return planReplicas(view, {
        spot: startable(view, view.spot.max),
        dedicated: escalated ? dedicated.max : 0,
        reasons: opened
          ? [{ rule: 'slack', text: `Escalated: less than ${ratio * 100} % of the time left is slack.` }]
          : [],
        memory: { ...before, escalated },
      });
    },
  };
}
