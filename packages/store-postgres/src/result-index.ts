import type { Contender, Reservation, ResultIndex } from '@spillway/core/store';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import type { ReservationRow } from './statements/reserve-results.ts';

type Publication = Parameters<ResultIndex['publish']>[0];

export function createResultIndex(context: StoreContext): ResultIndex {
  const { session, statements, now } = context;
  return {
    async reserve({ scope, contenders, leaseMs }) {
      if (contenders.length === 0) return [];
      const values = [scope, hashesOf(contenders), ownersOf(contenders), wholeMs(leaseMs), now()];
      return (await session.rows(statements.reserveResults, values)).map(decodeReservation);
    },
    publish: (answers) => publish(context, answers),
    async release({ scope, contenders, apartMs }) {
      if (contenders.length === 0) return;
      const values = [scope, hashesOf(contenders), ownersOf(contenders), wholeMs(apartMs), now()];
      await session.rows(statements.releaseResults, values);
    },
    async purge({ limit }) {
      const [row] = await session.rows(statements.purgeResults, [limit, now()]);
      return Number(row?.gone);
    },
  };
}

async function publish(
  { session, statements, now }: StoreContext,
  { scope, places, expiresInMs }: Publication,
): Promise<void> {
  if (places.length === 0) return;
  const column = <Value>(of: (place: Publication['places'][number]['place']) => Value): Value[] =>
    places.map(({ place }) => of(place));
  await session.rows(statements.publishResults, [
    scope,
    hashesOf(places),
    column(({ requestId }) => requestId),
    column(({ tenant }) => tenant),
    column(({ segment }) => segment),
    column(({ offset }) => offset),
    column(({ bytes }) => bytes),
    column(({ tokensIn }) => tokensIn),
    column(({ tokensOut }) => tokensOut),
    column(({ cachedTokens }) => cachedTokens),
    column(({ reasoningTokens }) => reasoningTokens),
    wholeMs(expiresInMs),
    now(),
  ]);
}

function hashesOf(named: readonly { readonly hash: string }[]): Buffer[] {
  return named.map(({ hash }) => Buffer.from(hash, 'hex'));
}

function ownersOf(contenders: readonly Contender[]): string[] {
  return contenders.map(({ owner }) => owner);
}

function decodeReservation(row: ReservationRow): Reservation {
  if (row.told === 'run') return { kind: 'run' };
  if (row.told === 'wait') return { kind: 'wait', heldMs: Number(row.held_ms) };
  const place = {
    requestId: row.request_id,
    tenant: row.tenant,
    segment: row.segment,
    offset: Number(row.segment_offset),
    bytes: row.bytes,
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
    cachedTokens: row.cached_tokens,
    reasoningTokens: row.reasoning_tokens,
  };
  return { kind: 'answered', place };
}
