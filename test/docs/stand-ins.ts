import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngine } from '@spillway/simulator';
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';

const root = fileURLToPath(new URL('../..', import.meta.url));
const conditions = '--conditions=@spillway/source';

/** What the pages speak of as the reader's own: a folder, an engine, a database, a port, the installed command. */
export interface StandIns extends AsyncDisposable {
  /** An empty folder in which the packages are installed. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A text of a page with the addresses of what stands in for the reader's own. */
  localized(text: string): string;
  /** What a program said, with the addresses of the page. */
  asOnPage(said: string): string;
}

export async function openStandIns(): Promise<StandIns> {
  await using opened = new AsyncDisposableStack();
  const cwd = mkdtempSync(join(tmpdir(), 'spillway-docs-'));
  opened.defer(() => rmSync(cwd, { recursive: true, force: true }));
  installPackages(cwd);
  const engine = opened.use(await startEngine({ speed: Number.POSITIVE_INFINITY, models: ['my-model'] }));
  // The server of `dev` and `run`, too: they join it.
  const database = opened.use(
    await startEmbeddedPostgres({ dataDir: join(cwd, '.spillway', 'postgres'), durable: false }),
  );
  const port = await freePort();
  const addresses = [
    ['8787', port],
    ['8080', await freePort()],
    ['http://127.0.0.1:8000', engine.url],
    ['postgres://localhost/spillway', database.url],
    ['/mnt/spillway', join(cwd, 'mnt')],
  ] as const;
  const closing = opened.move();
  return {
    cwd,
    env: environment(cwd, { SPILLWAY_PORT: port, ENGINE_URL: engine.url }),
    localized: (text) => addresses.reduce((sofar, [onPage, here]) => sofar.replaceAll(onPage, here), text),
    asOnPage: (said) => addresses.reduce((sofar, [onPage, here]) => sofar.replaceAll(here, onPage), said),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** The command comes from its source in place of a package, and so does what programs import. */
function installPackages(cwd: string): void {
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }\n');
  mkdirSync(join(cwd, 'bin'));
  const command = `exec '${process.execPath}' ${conditions} '${join(root, 'packages/cli/src/main.ts')}' "$@"`;
  writeProgram(join(cwd, 'bin', 'npx'), `[ "$1" = spillway ] || exit 127\nshift\n${command}`);
  writeProgram(join(cwd, 'bin', 'npm'), `[ "$1 $2 $3" = 'run spillway --' ] || exit 127\nshift 3\n${command}`);
}

function writeProgram(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

function environment(cwd: string, here: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SPILLWAY|OPENAI|NODE_OPTIONS|VITEST)/.test(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    PATH: [join(cwd, 'bin'), dirname(process.execPath), process.env.PATH].join(':'),
    NODE_OPTIONS: conditions,
    ...here,
  };
}

/** A port on which nothing listens; none of those that systems give away, so that nobody has it until it is used. */
export async function freePort(): Promise<string> {
  for (;;) {
    const port = 20_001 + Math.floor(Math.random() * 9_999);
    if (await isFree(port)) return String(port);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
