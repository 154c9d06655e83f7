/** One static SQL statement, prepared under its name. `Row` is what it answers. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /** Carries the type of the rows; never set. */
  readonly row?: Row;
}
