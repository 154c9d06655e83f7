import type { Account } from './account.ts';
import { type EmbeddingKind, oldestNode, presentNode } from './embedding-kinds.ts';
import { Project } from './project.ts';
import { readmeProgram, type Surroundings } from './readme-program.ts';

/** How long each part took that a person waits for. */
export interface EmbeddingReport {
  readonly kind: EmbeddingKind;
  readonly installSeconds: number;
  /** Undefined where there is nothing to compile. */
  readonly compileSeconds: number | undefined;
  readonly runSeconds: number;
}

export interface TryEmbeddingOptions {
  readonly kind: EmbeddingKind;
  readonly account: Account;
  /** Tarballs by the names of their packages. */
  readonly tarballs: ReadonlyMap<string, string>;
  readonly surroundings: Surroundings;
}

/** What the README's program imports. */
export const embedded: readonly string[] = ['@spillway/core', '@spillway/executor-vllm', '@spillway/store-postgres'];

/** Installs what the README's program imports into an empty project of its kind, compiles it and runs it. */
export async function tryEmbedding(options: TryEmbeddingOptions): Promise<EmbeddingReport> {
  const { kind, account } = options;
  const project = await Project.create(account, kind.name.replace(/\W+/g, '-'));
  await project.write('package.json', JSON.stringify(manifest(options)));
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
  const installSeconds = await timed(() => project.run('npm', install));
  await project.write(kind.file, kind.programOf(await readmeProgram(options.surroundings)));
  const compileSeconds = kind.compilerOptions && (await compile(project, kind));
  const runSeconds = await timed(async () => checkPrinted(await project.run(nodeOf(kind), [kind.started])));
  return { kind, installSeconds, compileSeconds, runSeconds };
}

async function compile(project: Project, { compilerOptions, file }: EmbeddingKind): Promise<number> {
  await project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
  return timed(() => project.run('npx', ['tsc', '-p', '.']));
}

/** The program prints each answer beside its custom_id. */
export function checkPrinted(printed: string): void {
  const answers = printed.match(/chat\.completion/g) ?? [];
  if (answers.length !== 2) throw new Error(`the program printed ${answers.length} answers, not 2:\n${printed}`);
}

function manifest({ kind, tarballs }: TryEmbeddingOptions): unknown {
  const node = `npm:node-linux-${process.arch}`;
  const compiler = { typescript: '~6.0.3', '@types/node': '^24.0.0' };
  return {
    private: true,
    type: kind.type,
    dependencies: Object.fromEntries(embedded.map((name) => [name, `file:${tarballs.get(name)}`])),
    devDependencies: {
      ...(kind.compilerOptions && compiler),
      'node-present': `${node}@${presentNode}`,
      ...(kind.node === oldestNode && { 'node-oldest': `${node}@${oldestNode}` }),
    },
  };
}

function nodeOf({ node }: EmbeddingKind): string {
  return `node_modules/${node === oldestNode ? 'node-oldest' : 'node-present'}/bin/node`;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await run();
  return (performance.now() - startedMs) / 1_000;
}
