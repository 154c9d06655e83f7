/**
 * A command that uses embedded PostgreSQL, for tests of several processes on one folder. Its argument is the options
 * as JSON. It prints what it got as a line of JSON, and closes when its standard input ends.
 */
import { startEmbeddedPostgres } from '@spillway/store-postgres/embedded';

const options = JSON.parse(process.argv[2] ?? '{}');
try {
  await using server = await startEmbeddedPostgres(options);
  console.log(JSON.stringify({ url: server.url, owner: server.owner }));
  for await (const _ of process.stdin);
} catch (error) {
  const { message, code, hint } = error as { message: string; code?: string; hint?: string };
  console.log(JSON.stringify({ failure: { message, code, hint } }));
}
