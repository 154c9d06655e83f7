import type { List } from '@spillway/api-types';

/** A page of a list, as the API of any make tells of it. */
export type WirePage<Member> = Pick<List<Member>, 'data'> & Partial<Pick<List<Member>, 'has_more'>>;
