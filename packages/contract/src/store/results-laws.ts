import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { AnswerPlace, Contender, Reservation, ResultIndex } from '@spillway/core/store';
import { type Law, lawsOf } from '../law.ts';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';

const leaseMs = 10_000;
const lifeMs = 60_000;
const run: Reservation = { kind: 'run' };

/** A scope of a law, and the calls that the law makes in it. */
interface ScopeUnderTest {
  readonly results: ResultIndex;
  readonly scope: string;
  reserve(...contenders: readonly Contender[]): Promise<readonly Reservation[]>;
  publish(hash: string, place: AnswerPlace): Promise<void>;
  release(contender: Contender, apartMs?: number): Promise<void>;
}

function scopeUnderTest(harness: StoreHarness, scope: string = harness.freshId()): ScopeUnderTest {
  const results = roleOf(harness, 'results');
  return {
    results,
    scope,
    reserve: (...contenders) => results.reserve({ scope, contenders, leaseMs }),
    publish: (hash, place) => results.publish({ scope, places: [{ hash, place }], expiresInMs: lifeMs }),
    release: (contender, apartMs = 0) => results.release({ scope, contenders: [contender], apartMs }),
  };
}

const freshHash = ({ freshId }: StoreHarness): string => createHash('sha256').update(freshId()).digest('hex');

function contenderOf(harness: StoreHarness, hash: string = freshHash(harness)): Contender {
  return { hash, owner: harness.freshId() };
}

function placeOf({ freshId }: StoreHarness, number = 1): AnswerPlace {
  return {
    requestId: freshId(),
    tenant: freshId(),
    segment: `segments/${freshId()}`,
    offset: 5_000_000_000 + number,
    bytes: 100 + number,
    tokensIn: 10 + number,
    tokensOut: 20 + number,
    cachedTokens: 30 + number,
    reasoningTokens: 40 + number,
  };
}

/** Forgets everything that other laws left behind. */
async function purgeAll({ clock }: StoreHarness, results: ResultIndex): Promise<void> {
  clock.advance(lifeMs);
  while ((await results.purge({ limit: 1_000 })) > 0);
}

export const resultLaws: readonly Law<StoreHarness>[] = lawsOf('results', {
  'who asks first is told to run, and others wait from then on': async (harness) => {
    const { reserve } = scopeUnderTest(harness);
    const first = contenderOf(harness);
    assert.deepEqual(await reserve(first), [run]);
    harness.clock.advance(3_000);
    assert.deepEqual(await reserve(contenderOf(harness, first.hash)), [{ kind: 'wait', heldMs: 3_000 }]);
  },

  'reservations are answered in the order in which they were asked for': async (harness) => {
    const { reserve, publish } = scopeUnderTest(harness);
    const [held, answered, free] = [contenderOf(harness), contenderOf(harness), contenderOf(harness)];
    const place = placeOf(harness);
    await reserve(held);
    await publish(answered.hash, place);
    const asked = [free, held, answered].map(({ hash }) => contenderOf(harness, hash));
    assert.deepEqual(await reserve(...asked), [run, { kind: 'wait', heldMs: 0 }, { kind: 'answered', place }]);
    assert.deepEqual(await reserve(), []);
  },

  'who holds a hash is told to run again, and holds it for another lease': async (harness) => {
    const { reserve } = scopeUnderTest(harness);
    const first = contenderOf(harness);
    await reserve(first);
    harness.clock.advance(leaseMs - 1);
    assert.deepEqual(await reserve(first), [run]);
    harness.clock.advance(leaseMs - 1);
    const heldMs = 2 * (leaseMs - 1);
    assert.deepEqual(await reserve(contenderOf(harness, first.hash)), [{ kind: 'wait', heldMs }]);
  },

  'a hold that lapsed counts as absent: the next who asks holds it, and the former waits': async (harness) => {
    const { reserve } = scopeUnderTest(harness);
    const first = contenderOf(harness);
    const second = contenderOf(harness, first.hash);
    await reserve(first);
    harness.clock.advance(leaseMs);
    assert.deepEqual(await reserve(second), [run]);
    assert.deepEqual(await reserve(first), [{ kind: 'wait', heldMs: 0 }]);
  },

  'of several who ask at the same time one is told to run': async (harness) => {
    const { reserve } = scopeUnderTest(harness);
    const hashes = Array.from({ length: 20 }, () => freshHash(harness));
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, asker) => {
        const asked = hashes.map((hash) => contenderOf(harness, hash));
        return reserve(...(asker % 2 === 0 ? asked : asked.toReversed())).then((reservations) =>
          asker % 2 === 0 ? reservations : reservations.toReversed(),
        );
      }),
    );
    const told = hashes.map((_, index) => answers.filter((reservations) => reservations[index]?.kind === 'run').length);
    assert.deepEqual(
      told,
      hashes.map(() => 1),
    );
  },

  'an answer is told to whoever asks, its former holder too, until it expires': async (harness) => {
    const { reserve, publish } = scopeUnderTest(harness);
    const first = contenderOf(harness);
    const place = placeOf(harness);
    await reserve(first);
    await publish(first.hash, place);
    harness.clock.advance(lifeMs - 1);
    assert.deepEqual(await reserve(first), [{ kind: 'answered', place }]);
    assert.deepEqual(await reserve(contenderOf(harness, first.hash)), [{ kind: 'answered', place }]);
    harness.clock.advance(1);
    assert.deepEqual(await reserve(contenderOf(harness, first.hash)), [run]);
  },

  'an answer is recorded whoever holds its hash, and in the place of an older one': async (harness) => {
    const { reserve, publish, release } = scopeUnderTest(harness);
    const first = contenderOf(harness);
    const [place, better] = [placeOf(harness, 1), placeOf(harness, 2)];
    await publish(first.hash, place);
    assert.deepEqual(await reserve(first), [{ kind: 'answered', place }]);
    await publish(first.hash, better);
    assert.deepEqual(await reserve(first), [{ kind: 'answered', place: better }]);
    const [held, apart] = [contenderOf(harness), contenderOf(harness)];
    await reserve(held, apart);
    await release(apart, 1_000);
    for (const { hash } of [held, apart]) await publish(hash, place);
    const answered = { kind: 'answered', place };
    assert.deepEqual(await reserve(held, apart), [answered, answered]);
  },

  'a replay of publish changes nothing but the expiry': async (harness) => {
    const { reserve, publish } = scopeUnderTest(harness);
    const { hash } = contenderOf(harness);
    const place = placeOf(harness);
    await publish(hash, place);
    harness.clock.advance(lifeMs - 1);
    await publish(hash, place);
    harness.clock.advance(lifeMs - 1);
    assert.deepEqual(await reserve(contenderOf(harness, hash)), [{ kind: 'answered', place }]);
  },

  'what is given up is held by the next who asks': async (harness) => {
    const { reserve, release } = scopeUnderTest(harness);
    const first = contenderOf(harness);
    const second = contenderOf(harness, first.hash);
    await reserve(first);
    await release(first);
    assert.deepEqual(await reserve(second), [run]);
    assert.deepEqual(await reserve(first), [{ kind: 'wait', heldMs: 0 }]);
  },

  'who does not hold a hash gives nothing up': async (harness) => {
    const { reserve, publish, release } = scopeUnderTest(harness);
    const [first, answered] = [contenderOf(harness), contenderOf(harness)];
    const place = placeOf(harness);
    await reserve(first, answered);
    await release(contenderOf(harness, first.hash), 1_000);
    await release(contenderOf(harness));
    await publish(answered.hash, place);
    await release(answered, 1_000);
    const asked = [first, answered].map(({ hash }) => contenderOf(harness, hash));
    assert.deepEqual(await reserve(...asked), [
      { kind: 'wait', heldMs: 0 },
      { kind: 'answered', place },
    ]);
  },

  'a hold that lapsed is given up no more': async (harness) => {
    const { reserve, release } = scopeUnderTest(harness);
    const first = contenderOf(harness);
    await reserve(first);
    harness.clock.advance(leaseMs);
    await release(first, 1_000);
    assert.deepEqual(await reserve(contenderOf(harness, first.hash)), [run]);
    assert.deepEqual(await reserve(contenderOf(harness, first.hash)), [{ kind: 'wait', heldMs: 0 }]);
  },

  'for apartMs all who ask are told to run and hold nothing, then the next holds it': async (harness) => {
    const { reserve, release } = scopeUnderTest(harness);
    const first = contenderOf(harness);
    const others = [1, 2].map(() => contenderOf(harness, first.hash));
    await reserve(first);
    await release(first, 1_000);
    for (const one of [first, ...others]) assert.deepEqual(await reserve(one), [run]);
    harness.clock.advance(999);
    for (const one of others) assert.deepEqual(await reserve(one), [run]);
    harness.clock.advance(1);
    assert.deepEqual(await reserve(first), [run]);
    assert.deepEqual(await reserve(others[0] as Contender), [{ kind: 'wait', heldMs: 0 }]);
  },

  'scopes never meet': async (harness) => {
    const [mine, theirs] = [scopeUnderTest(harness), scopeUnderTest(harness)];
    const [held, answered] = [contenderOf(harness), contenderOf(harness)];
    await mine.reserve(held);
    await mine.publish(answered.hash, placeOf(harness));
    await theirs.release(held, 1_000);
    const asked = [held, answered].map(({ hash }) => contenderOf(harness, hash));
    assert.deepEqual(await theirs.reserve(...asked), [run, run]);
    assert.deepEqual(await mine.reserve(contenderOf(harness, held.hash)), [{ kind: 'wait', heldMs: 0 }]);
  },

  'purge forgets what counts as absent, and nothing else': async (harness) => {
    const { results, reserve, publish, release } = scopeUnderTest(harness);
    await purgeAll(harness, results);
    const [lapsed, held, apart, given] = [1, 2, 3, 4].map(() => contenderOf(harness)) as [
      Contender,
      Contender,
      Contender,
      Contender,
    ];
    const answered = contenderOf(harness);
    const place = placeOf(harness);
    await reserve(lapsed, held, apart, given);
    await publish(answered.hash, place);
    await release(apart, leaseMs + 1);
    await release(given);
    harness.clock.advance(leaseMs - 1);
    await reserve(held);
    harness.clock.advance(1);
    assert.equal(await results.purge({ limit: 10 }), 2);
    assert.equal(await results.purge({ limit: 10 }), 0);
    const asked = [held, answered, apart].map(({ hash }) => contenderOf(harness, hash));
    assert.deepEqual(await reserve(...asked), [{ kind: 'wait', heldMs: leaseMs }, { kind: 'answered', place }, run]);
  },

  'purge forgets at most as many as it was asked to': async (harness) => {
    const { results, reserve } = scopeUnderTest(harness);
    await purgeAll(harness, results);
    await reserve(...[1, 2, 3].map(() => contenderOf(harness)));
    harness.clock.advance(leaseMs);
    assert.equal(await results.purge({ limit: 2 }), 2);
    assert.equal(await results.purge({ limit: 2 }), 1);
  },
});
