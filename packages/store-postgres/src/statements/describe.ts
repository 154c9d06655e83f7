import type { Statement } from '../statement.ts';

/** Where the connection leads; without an address where it is a socket of the machine. */
export const describe: Statement<{
  readonly version: string;
  readonly database: string;
  readonly schema: string;
  readonly address: string | null;
}> = {
  name: 'describe',
  text: `
select current_setting('server_version') as version, current_database() as database, current_schema() as schema,
  host(inet_server_addr()) || ':' || inet_server_port() as address`,
};
