/** A page of members of one kind. */
export interface List<Member> {
  readonly object: 'list';
  readonly data: readonly Member[];
  readonly first_id: string | null;
  /** What `after` takes for the next page. */
  readonly last_id: string | null;
  readonly has_more: boolean;
}
