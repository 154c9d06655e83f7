import { type FleetRecord, SpillwayError } from '@spillway/core';
import { type FleetPolicy, fleetPolicies, restoreFleetPolicy } from '@spillway/core/fleet';
import { type ReplayReport, replayRecords } from '@spillway/simulator/fleet';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Output } from '../terminal/output.ts';
import { readRecords } from './read-records.ts';
import { replayView } from './replay-view.ts';

/** Decides again what a live fleet decided: each decision by the policy that made it, or all by those that are named. */
export async function replayFleet(
  { replay: paths, policy: names }: { readonly replay: readonly string[]; readonly policy: readonly string[] },
  output: Output,
): Promise<ExitCode> {
  const records = await readRecords(paths);
  for (const { policy, decided } of replaysOf(records, names)) {
    const { differences, ...report } = replay(decided, policy);
    const event = { event: 'replay', policy: policy.name, ...report, differences: differences.length };
    if (output.json) output.event(event, '');
    output.text(replayView({ ...report, differences }, { policy: policy.name, width: output.columns }));
  }
  return exitCodes.ok;
}

interface Replay {
  readonly policy: FleetPolicy;
  readonly decided: readonly FleetRecord[];
}

/** A fleet whose policy was changed has records of several. */
function replaysOf(records: readonly FleetRecord[], names: readonly string[]): readonly Replay[] {
  const named = fleetPolicies.filter(({ name }) => names.includes(name));
  if (named.length > 0) return named.map((policy) => ({ policy, decided: records }));
  const byPolicy = Map.groupBy(records, ({ policy }) => JSON.stringify(policy));
  return [...byPolicy.values()].map((decided) => ({ policy: recordedPolicy(decided), decided }));
}

/** What no policy can decide was not recorded by a fleet. */
function replay(records: readonly FleetRecord[], policy: FleetPolicy): ReplayReport {
  try {
    return replayRecords(records, policy);
  } catch (cause) {
    throw new SpillwayError('The records cannot be decided again: they are not as a fleet wrote them.', {
      code: 'invalid_argument',
      param: '--replay',
      cause,
    });
  }
}

function recordedPolicy([record]: readonly FleetRecord[]): FleetPolicy {
  const policy = record && restoreFleetPolicy(record.policy);
  if (policy) return policy;
  throw new SpillwayError(`The fleet was decided about by "${record?.policy.name}", which is no policy of Spillway.`, {
    code: 'invalid_argument',
    param: '--replay',
    hint: 'Name one with --policy, or replay it in a program with replayRecords of @spillway/simulator/fleet.',
  });
}
