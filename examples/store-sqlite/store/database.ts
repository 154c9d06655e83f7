import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { translateError } from './translate-error.ts';

/** What `openDatabase` takes. */
export interface DatabaseOptions {
  readonly file: string;
  /** The store's time, in milliseconds since the epoch. */
  readonly now: () => number;
  /** How long a call waits for another process that writes. */
  readonly busyMs: number;
}

/**
 * One connection to one file. A transaction runs to its end without yielding, so calls of one process follow one
 * another; those of other processes are kept apart by the lock that `begin immediate` takes before anything is read.
 */
export class Database implements Disposable {
  readonly now: () => number;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor({ file, now, busyMs }: DatabaseOptions) {
    this.now = now;
    this.#connection = new DatabaseSync(file, { timeout: busyMs, allowUnknownNamedParameters: true });
  }

  /** Runs what reads and writes, all of it or nothing, and with nobody else in between. */
  write<Result>(work: () => Result): Result {
    return this.#transaction('begin immediate', work);
  }

  /** Runs what only reads, on one snapshot. */
  read<Result>(work: () => Result): Result {
    return this.#transaction('begin', work);
  }

  #transaction<Result>(begin: string, work: () => Result): Result {
    try {
      this.#connection.exec(begin);
      const result = work();
      this.#connection.exec('commit');
      return result;
    } catch (error) {
      if (this.#connection.isOpen && this.#connection.isTransaction) this.#connection.exec('rollback');
      throw translateError(error);
    }
  }

  /** Runs statements that take no parameters, outside of a transaction of their own. */
  run(script: string): void {
    try {
      this.#connection.exec(script);
    } catch (error) {
      throw translateError(error);
    }
  }

  /** The first row that the statement finds, by column. */
  get<Row extends object>(sql: string, parameters: object): Row | undefined {
    const row = this.#prepare(sql).get(bind(parameters));
    return row && ({ ...row } as Row);
  }

  all<Row extends object>(sql: string, parameters: object): Row[] {
    const rows = this.#prepare(sql).all(bind(parameters));
    return rows.map((row) => ({ ...row }) as Row);
  }

  /** Changes rows, and answers how many. */
  change(sql: string, parameters: object): number {
    return Number(this.#prepare(sql).run(bind(parameters)).changes);
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  [Symbol.dispose](): void {
    if (this.#connection.isOpen) this.#connection.close();
  }
}

/** Fields become parameters of their own names; what SQLite has no type for is kept as a number or as JSON. */
function bind(parameters: object): Record<string, SQLInputValue> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, toSqlValue(value)]));
}

function toSqlValue(value: unknown): SQLInputValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'object' ? JSON.stringify(value) : (value as SQLInputValue);
}
