import { type FleetRecord, SpillwayError } from '@spillway/core';
import { type FleetPolicy, fleetPolicies, restoreFleetPolicy } from '@spillway/core/fleet';
import { replayRecords } from '@spillway/simulator/fleet';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Output } from '../terminal/output.ts';
import { readRecords } from './read-records.ts';
import { replayView } from './replay-view.ts';

/** Decides again what a live fleet decided: by the policy that did, or by those that are named. */
export async function replayFleet(
  { replay: paths, policy: names }: { readonly replay: readonly string[]; readonly policy: readonly string[] },
  output: Output,
): Promise<ExitCode> {
  const records = await readRecords(paths);
  const named = fleetPolicies.filter(({ name }) => names.includes(name));
  for (const policy of named.length > 0 ? named : [recordedPolicy(records)]) {
    const { differences, ...report } = replayRecords(records, policy);
    const event = { event: 'replay', policy: policy.name, ...report, differences: differences.length };
    if (output.json) output.event(event, '');
    output.text(replayView({ ...report, differences }, { policy: policy.name, width: output.columns }));
  }
  return exitCodes.ok;
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
