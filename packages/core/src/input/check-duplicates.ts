import type { Suspect } from './find-suspects.ts';
import { type ProblemReport, quoted } from './problem.ts';
import type { RequestFinder } from './request-finder.ts';

/** Reports each suspect that truly repeats the custom_id of an earlier line. */
export async function checkDuplicates(
  suspects: readonly Suspect[],
  finder: RequestFinder,
  report: ProblemReport,
): Promise<void> {
  for (const { seq, earlier } of suspects) {
    const { line, customId } = await finder.find(seq);
    for (const other of earlier) {
      const first = await finder.find(other);
      if (first.customId !== customId) continue;
      const message = `custom_id ${quoted(customId)} is that of line ${first.line} already. Give each line an id of its own.`;
      report.line = line;
      report.add('duplicate_custom_id', 'custom_id', message);
      break;
    }
  }
}
