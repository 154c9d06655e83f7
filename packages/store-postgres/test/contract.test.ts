import { defineStoreContract } from '@spillway/contract';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { createPostgresHarness, type PostgresHarness } from './postgres-harness.ts';
import { startSystemServer, systemVersion } from './system-server.ts';
import { startTestServer } from './test-server.ts';

interface Server extends AsyncDisposable {
  readonly url: string;
}

function defineContractOn(name: string, start: () => Promise<Server>): void {
  describe(name, () => {
    let server: Server;
    let harness: PostgresHarness;
    beforeAll(async () => {
      server = await start();
      harness = await createPostgresHarness(server.url);
    });
    afterAll(async () => {
      await harness?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    });
    // Laws share the store, as the harness allows: a schema for each would take longer than its laws.
    const createHarness = async () => ({ store: harness.store, clock: harness.clock, freshId: harness.freshId });
    // The comparison with the memory store makes thousands of calls, and reads everything after each.
    defineStoreContract({ test: (title, run) => test(title, run, 180_000), createHarness });
  });
}

defineContractOn('on the embedded server', startTestServer);

const version = systemVersion();
if (version) {
  defineContractOn(`on the system's PostgreSQL ${version}`, () => startSystemServer(version));
} else {
  process.stderr.write('\nSKIPPED: this machine has no PostgreSQL in /usr/lib/postgresql to hold the contract on.\n\n');
  test.skip("the contract on the system's PostgreSQL: there is none in /usr/lib/postgresql", () => {});
}
