import { availableParallelism } from 'node:os';
import { markdownTable, megabytes } from '../memory/tables.ts';
import type { HazardsReport } from './hazards-trial.ts';
import type { HazardResult } from './perform-hazard.ts';

/** The page that the trial leaves in the documentation. */
export function hazardsPage({ results, faults }: HazardsReport): string {
  const date = new Date().toISOString().slice(0, 10);
  return `# Trial: input hazards

What \`npm run trial:hazards\` saw on ${date}, with Node ${process.versions.node} on ${availableParallelism()} cores.

Each row is a file, made while it is sent, that goes through upload, planning and the engine of one \`spillway dev\`
process. The engine in front of it keeps the bodies that it receives: "as sent" means that they were compared byte for
byte, each came once, and the custom_ids came back. Rows with a code are the \`errors.data\` of a batch that failed, and
nothing of it reached the engine. \`npm run trial:hazards -- --only NAME\` performs one row.

Memory is resident memory of the server process: before the row, the most that the kernel saw during it, and the
difference. ${verdictOf(faults)}

${table(results)}
`;
}

function verdictOf(faults: readonly string[]): string {
  return faults.length === 0
    ? 'Every row answered as the contract says.'
    : `Not as the contract says: ${faults.join('; ')}.`;
}

function table(results: readonly HazardResult[]): string {
  const head = [
    'input',
    'command: `--only`',
    'file, bytes',
    'answer',
    'before, MB',
    'peak, MB',
    'difference, MB',
    'seconds',
  ];
  const rows = results.map(({ hazard, bytes, answer, memory: { before, peak }, seconds }) => [
    cell(hazard.input),
    `\`${hazard.name}\``,
    bytes.toLocaleString('en'),
    cell(answer),
    megabytes(before),
    megabytes(peak),
    megabytes(peak - before),
    seconds.toFixed(1),
  ]);
  return markdownTable(head, rows);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
