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
  await (await load())({ json: flags.includes('--json'), flags });
} else {
  process.stderr.write(
    `usage: npm run bench -- <${Object.keys(benches).join('|')}> [--json] [flags of the benchmark]\n`,
  );
  process.exitCode = 1;
}
