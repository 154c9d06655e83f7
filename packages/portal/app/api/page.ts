/** A page of a list; `after=<last_id>` asks for the next. */
export interface Page<Member> {
  readonly data: readonly Member[];
  readonly last_id: string | null;
  readonly has_more: boolean;
}
