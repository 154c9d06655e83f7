import type { List } from '@spillway/api-types';

/** A page of a list; `after=<last_id>` asks for the next. */
export type Page<Member> = Pick<List<Member>, 'data' | 'last_id' | 'has_more'>;
