/** A page of the wire. The ids are the cursors of the next and previous page. */
export function listObject(data: readonly object[], hasMore: boolean): object {
  const idOf = (member: object | undefined): string | null => (member as { id: string } | undefined)?.id ?? null;
  return { object: 'list', data, first_id: idOf(data[0]), last_id: idOf(data.at(-1)), has_more: hasMore };
}
