import type { Problem } from '../store/batch.ts';

/** The codes that validation answers with; those of the wire contract. */
export type ProblemCode =
  | 'invalid_json_line'
  | 'duplicate_custom_id'
  | 'missing_required_parameter'
  | 'invalid_url'
  | 'invalid_method'
  | 'mismatched_model'
  | 'model_not_found'
  | 'invalid_request'
  | 'streaming_unsupported'
  | 'token_limit_exceeded'
  | 'line_too_long'
  | 'too_many_tasks'
  | 'empty_file';

/** Gathers the problems of an input. */
export class ProblemReport {
  /** In the order of adding. */
  readonly problems: Problem[] = [];
  /** The line that is being checked; null while it is the file. */
  line: number | null = null;

  /** Adds a problem of `line`. `param` is the field in dots, for instance `body.model`; null when it is the whole line. */
  add(code: ProblemCode, param: string | null, message: string): void {
    this.problems.push({ code, message, param, line: this.line });
  }
}

const maxShownCharacters = 64;

/** A text of the input inside a message: quoted, escaped, and cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length <= maxShownCharacters ? text : `${text.slice(0, maxShownCharacters)}…`);
}
