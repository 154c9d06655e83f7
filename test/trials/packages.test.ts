import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Account, ownAccount } from '../../trials/packages/account.ts';
import { type EmbeddingKind, embeddingKinds } from '../../trials/packages/embedding-kinds.ts';
import { packPackages } from '../../trials/packages/pack-packages.ts';
import { Project } from '../../trials/packages/project.ts';
import { readmeProgram } from '../../trials/packages/readme-program.ts';
import { type Services, startServices } from '../../trials/packages/surroundings.ts';
import { checkPrinted, embedded } from '../../trials/packages/try-embedding.ts';
import { linkModule, unpackPackages } from '../../trials/packages/unpack-packages.ts';

let folder: string;
let account: Account;
let services: Services;
let tarballs: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-unpacked-'));
  account = await ownAccount();
  services = await startServices(join(folder, 'postgres'));
  const packed = await packPackages(folder);
  tarballs = embedded.map((name) => packed.get(name) ?? '');
}, 600_000);

afterAll(async () => {
  await services?.[Symbol.asyncDispose]();
  await account?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const kinds = embeddingKinds.filter(({ name }) => /nodenext|CommonJS with `require`/.test(name));

it.each(kinds)(
  'the program of the README runs from the packed packages in $name',
  async (kind) => {
    const project = await unpackedProject(kind);
    if (kind.compilerOptions) await project.run(resolve('node_modules/.bin/tsc'), ['-p', '.']);
    const printed = await project.run(process.execPath, [kind.started]);
    expect(() => checkPrinted(printed)).not.toThrow();
  },
  // The commands of the project have limits of their own.
  400_000,
);

async function unpackedProject(kind: EmbeddingKind): Promise<Project> {
  const project = await Project.create(account, kind.name.replace(/\W+/g, '-'));
  await unpackPackages(project.folder, tarballs);
  await linkModule(project.folder, '@types/node');
  await project.write('package.json', JSON.stringify({ private: true, type: kind.type }));
  await project.write(kind.file, kind.programOf(await readmeProgram(await services.fresh())));
  const { compilerOptions, file } = kind;
  if (compilerOptions) await project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
  return project;
}
