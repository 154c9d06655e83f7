/** npm run trial:packages: what a stranger gets from the packed packages, with nothing but npm and no install script. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Account, ordinaryAccount, ownAccount } from './packages/account.ts';
import { embeddingKinds } from './packages/embedding-kinds.ts';
import { packPackages } from './packages/pack-packages.ts';
import { Stopwatch } from './packages/stopwatch.ts';
import { startServices } from './packages/surroundings.ts';
import { type EmbeddingReport, tryEmbedding } from './packages/try-embedding.ts';
import { tryProject } from './packages/try-project.ts';
import { type AccountReport, packagesPage } from './packages/write-page.ts';

const { values } = parseArgs({ options: { page: { type: 'string', default: 'docs/trials/packages.md' } } });
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const folder = await mkdtemp(join(tmpdir(), 'spillway-packed-'));
try {
  const tarballs = await packPackages(folder);
  const embeddings = await embed(tarballs);
  const accounts: AccountReport[] = [];
  for (const open of [ownAccount, ...(process.getuid?.() === 0 ? [ordinaryAccount] : [])]) {
    await using account = await open();
    accounts.push(await report(account, tarballs));
  }
  const page = packagesPage({ accounts, embeddings });
  if (values.page !== 'none') {
    await mkdir('docs/trials', { recursive: true });
    await writeFile(values.page, page);
  }
  say(`\n${page}`);
  process.exitCode = accounts.every(({ failure }) => failure === undefined) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The README's program in every kind of project. A failure ends the trial: no page could say more than its message. */
async function embed(tarballs: ReadonlyMap<string, string>): Promise<readonly EmbeddingReport[]> {
  await using services = await startServices(join(folder, 'postgres'));
  await using account = await ownAccount();
  const reports: EmbeddingReport[] = [];
  for (const kind of embeddingKinds) {
    const embedding = await tryEmbedding({ kind, account, tarballs, surroundings: await services.fresh() });
    say(`${embedding.runSeconds.toFixed(1).padStart(7)} s  ${kind.name} on Node ${kind.node}`);
    reports.push(embedding);
  }
  return reports;
}

async function report(account: Account, tarballs: ReadonlyMap<string, string>): Promise<AccountReport> {
  say(`\nas ${account.name}`);
  const watch = new Stopwatch(say);
  try {
    await tryProject({ account, tarballs, watch });
    return { account: account.name, steps: watch.steps };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    say(`  FAILED: ${failure}`);
    return { account: account.name, steps: watch.steps, failure };
  }
}
