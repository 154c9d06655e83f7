import type { AnswerPlace, Contender, Reservation, ResultIndex } from '@spillway/core/store';
import type { Database } from './database.ts';

export function createResultIndex(db: Database): ResultIndex {
  return {
    reserve: async ({ scope, contenders, leaseMs }) =>
      db.write(() => contenders.map((contender) => reserve(db, { scope, leaseMs, ...contender }))),
    publish: async ({ scope, places, expiresInMs }) =>
      db.write(() => {
        const now = db.now();
        for (const { hash, place } of places) {
          db.change(put, { scope, hash, owner: null, heldSince: now, place, expiresAt: now + expiresInMs });
        }
      }),
    release: async ({ scope, contenders, apartMs }) =>
      db.write(() => {
        const now = db.now();
        for (const { hash, owner } of contenders) {
          db.change(release, { scope, hash, owner, now, expiresAt: now + apartMs });
        }
      }),
    purge: async ({ limit }) => db.write(() => db.change(forget, { now: db.now(), limit })),
  };
}

interface ResultRow {
  /** Who runs it; null where each runs on its own, and where there is an answer. */
  readonly owner: string | null;
  readonly heldSince: number;
  readonly place: string | null;
}

const live = `
  select owner, heldSince, place from results where scope = :scope and hash = :hash and expiresAt > :now`;
const put = `
  insert into results (scope, hash, owner, heldSince, place, expiresAt)
  values (:scope, :hash, :owner, :heldSince, :place, :expiresAt)
  on conflict (scope, hash) do update set owner = excluded.owner, heldSince = excluded.heldSince,
    place = excluded.place, expiresAt = excluded.expiresAt`;
const release = `
  update results set owner = null, heldSince = :now, expiresAt = :expiresAt
  where scope = :scope and hash = :hash and owner = :owner and expiresAt > :now`;
const forget = `
  delete from results where (scope, hash) in (
    select scope, hash from results where expiresAt <= :now order by expiresAt limit :limit)`;

function reserve(
  db: Database,
  { scope, hash, owner, leaseMs }: Contender & { readonly scope: string; readonly leaseMs: number },
): Reservation {
  const now = db.now();
  const known = db.get<ResultRow>(live, { scope, hash, now });
  if (known?.place) return { kind: 'answered', place: JSON.parse(known.place) as AnswerPlace };
  if (known && known.owner === null) return { kind: 'run' };
  if (known && known.owner !== owner) return { kind: 'wait', heldMs: now - known.heldSince };
  db.change(put, { scope, hash, owner, heldSince: known?.heldSince ?? now, place: null, expiresAt: now + leaseMs });
  return { kind: 'run' };
}
