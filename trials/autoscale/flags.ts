import type { AutoscaleOptions } from './autoscale-trial.ts';

/** For `parseArgs`: what runs on a scaled fleet, and how often its spot workers are taken away. */
export const autoscaleFlags = {
  requests: { type: 'string', default: '1400' },
  minutes: { type: 'string', default: '5' },
  spot: { type: 'string', default: '2' },
  dedicated: { type: 'string', default: '4' },
  kills: { type: 'string', default: '6' },
  'kill-every-seconds': { type: 'string', default: '30' },
  speed: { type: 'string', default: '0.14' },
} as const;

/** The options of the trial that the flags say. */
export function autoscaleOptions(
  values: Readonly<Record<keyof typeof autoscaleFlags, string>>,
): Omit<AutoscaleOptions, 'say' | 'observe'> {
  return {
    requests: Number(values.requests),
    minutes: Number(values.minutes),
    spot: Number(values.spot),
    dedicated: Number(values.dedicated),
    kills: Number(values.kills),
    killEveryMs: Number(values['kill-every-seconds']) * 1_000,
    speed: Number(values.speed),
  };
}
