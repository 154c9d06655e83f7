import type { Problem } from '../store/batch.ts';
import type { Suspect } from './find-suspects.ts';
import { problem, quoted } from './problem.ts';
import type { RequestFinder } from './request-finder.ts';

/** A problem for each suspect that truly repeats the custom_id of an earlier line. */
export async function checkDuplicates(suspects: readonly Suspect[], finder: RequestFinder): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const suspect of suspects) {
    const found = await duplicateOf(suspect, finder);
    if (found) problems.push(found);
  }
  return problems;
}

async function duplicateOf({ seq, earlier }: Suspect, finder: RequestFinder): Promise<Problem | undefined> {
  const { line, customId } = await finder.find(seq);
  for (const other of earlier) {
    const first = await finder.find(other);
    if (first.customId !== customId) continue;
    const message = `custom_id ${quoted(customId)} is that of line ${first.line} already. Give each line an id of its own.`;
    return problem('duplicate_custom_id', message, 'custom_id', line);
  }
  return undefined;
}
