import type { PlannedExtent } from '../store/extent.ts';
import { type InputPlan, InputPlanner } from './input-planner.ts';
import { completePlanOptions, type PlanOptions } from './plan-options.ts';
import { readLines } from './read-lines.ts';

/**
 * Reads an input once: checks every line and cuts the file into extents, which it yields as they are complete; what it
 * returns at the end sums up. Once a problem is found no more extents come, but the lines are checked on, until there
 * are `maxProblems`. Memory stays flat: one line, and 12 bytes for each of the first million requests; `runs` takes the
 * rest.
 *
 * An extent that was yielded says nothing of the lines behind it: discard all of them when the plan has problems.
 */
export async function* planInput(
  source: AsyncIterable<Uint8Array>,
  options: PlanOptions,
): AsyncGenerator<PlannedExtent, InputPlan, undefined> {
  const settings = completePlanOptions(options);
  const planner = new InputPlanner(settings);
  for await (const batch of readLines(source, settings)) {
    for (const line of batch.lines) {
      const extent = planner.add(batch, line);
      if (extent) yield extent;
      if (planner.isDecided) break;
    }
    await planner.settleIds();
    if (planner.isDecided) break;
  }
  const last = planner.lastExtent();
  if (last) yield last;
  return await planner.finish();
}
