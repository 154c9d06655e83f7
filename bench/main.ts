/** One benchmark of the project: prints its figures, as one line of JSON when asked. `flags` are all that follow its name. */
type Bench = (options: { readonly json: boolean; readonly flags: readonly string[] }) => Promise<unknown>;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  fleet: async () => (await import('./fleet.ts')).benchFleet,
  http: async () => (await import('./http.ts')).benchHttp,
  plan: async () => (await import('./plan.ts')).benchPlan,
  queue: async () => (await import('./queue.ts')).benchQueue,
};

const [name = '', ...flags] = process.argv.slice(2);
const load = benches[name];
if (load) {
  const bench = await load();
  await bench({ json: flags.includes('--json'), flags }).catch((error: unknown) => {
    if (!isUnknownFlag(error)) throw error;
    refuse(error.message);
  });
} else {
  refuse(`usage: npm run bench -- <${Object.keys(benches).join('|')}> [--json] [flags of the benchmark]`);
}

function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
}

/** Of `parseArgs`. */
function isUnknownFlag(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
