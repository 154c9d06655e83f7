import type { AnswerPlace, Contender, Reservation, ResultIndex } from '@spillway/core/store';
import { listOf, numberOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import type { Reply } from './session.ts';

export function createResultIndex(context: StoreContext): ResultIndex {
  return {
    reserve: ({ scope, contenders, leaseMs }) => reserve(context, { scope, contenders, leaseMs }),
    async publish({ scope, places, expiresInMs }) {
      const pairs = places.map(({ hash, place }) => ({ hash, value: JSON.stringify(place) }));
      await eachSlot(context, 'publish-results', { scope, pairs, ms: expiresInMs });
    },
    async release({ scope, contenders, apartMs }) {
      await eachSlot(context, 'release-results', { scope, pairs: contenders.map(toPair), ms: apartMs });
    },
    purge: ({ limit }) => purge(context, limit),
  };
}

interface Asked {
  readonly scope: string;
  readonly pairs: readonly { readonly hash: string; readonly value: string }[];
  readonly ms: number;
}

function toPair({ hash, owner }: Contender): Asked['pairs'][number] {
  return { hash, value: owner };
}

/** One call for each slot, with what the slot was asked. */
async function eachSlot(
  { session, keys, now }: StoreContext,
  script: string,
  { scope, pairs, ms }: Asked,
): Promise<readonly (readonly [Asked['pairs'], Reply])[]> {
  const ofSlots = [...Map.groupBy(pairs, ({ hash }) => keys.results(hash)[0]).values()];
  return Promise.all(
    ofSlots.map(async (ofSlot) => {
      const values = ofSlot.flatMap(({ hash, value }) => [`${hash} ${scope}`, value]);
      const slot = keys.results(ofSlot[0]?.hash ?? '');
      return [ofSlot, await session.run(script, slot, [now(), wholeMs(ms), ...values])] as const;
    }),
  );
}

async function reserve(
  context: StoreContext,
  { scope, contenders, leaseMs }: Parameters<ResultIndex['reserve']>[0],
): Promise<readonly Reservation[]> {
  const asked = await eachSlot(context, 'reserve-results', { scope, pairs: contenders.map(toPair), ms: leaseMs });
  const ofHashes = new Map<string, Reservation>();
  for (const [pairs, replies] of asked) {
    for (const [index, { hash }] of pairs.entries()) ofHashes.set(hash, decodeReservation(listOf(replies)[index]));
  }
  return contenders.map(({ hash }) => ofHashes.get(hash) ?? { kind: 'run' });
}

function decodeReservation(reply: Reply | undefined): Reservation {
  const [kind, value] = listOf(reply);
  if (textOf(kind) === 'wait') return { kind: 'wait', heldMs: numberOf(value) };
  if (textOf(kind) === 'answered') return { kind: 'answered', place: JSON.parse(textOf(value)) as AnswerPlace };
  return { kind: 'run' };
}

async function purge({ session, keys, now }: StoreContext, limit: number): Promise<number> {
  let gone = 0;
  for (const digit of '0123456789abcdef') {
    if (gone === limit) break;
    gone += numberOf(await session.run('purge-results', keys.results(digit), [now(), limit - gone]));
  }
  return gone;
}
