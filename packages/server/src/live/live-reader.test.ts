import { expect, it } from 'vitest';
import { VirtualClock } from '../../../../test/loops/virtual-clock.ts';
import { type AskedLook, LiveReader } from './live-reader.ts';

interface Scene {
  readonly clock: VirtualClock;
  readonly reader: LiveReader<string, number>;
  /** Reads that were under way together, at the most. */
  readonly most: () => number;
  /** What each read asked for. */
  readonly reads: (readonly string[])[];
  /** What there is to be seen. */
  readonly values: Map<string, number>;
  /** States that a viewer of the subject is told of, and when, until it leaves. */
  view(subject: string): Viewer;
}

interface Viewer {
  readonly told: { readonly value: number; readonly atMs: number }[];
  readonly over: Promise<unknown>;
  leave(): void;
}

function scene({ together = 1, readMs }: { readonly together?: number; readonly readMs?: number } = {}): Scene {
  const clock = new VirtualClock();
  const beganMs = clock.monotonic();
  const reads: (readonly string[])[] = [];
  const values = new Map<string, number>();
  let [underWay, most] = [0, 0];
  const read = async (asked: readonly AskedLook<string, number>[]): Promise<readonly number[]> => {
    reads.push(asked.map(({ subject }) => subject));
    most = Math.max(most, ++underWay);
    if (readMs !== undefined) await clock.sleep(readMs);
    underWay--;
    return asked.map(({ subject }) => {
      const value = values.get(subject) ?? 0;
      if (Number.isNaN(value)) throw new Error('unreadable');
      return value;
    });
  };
  const isSame = (before: number, after: number): boolean => before === after;
  const reader = new LiveReader<string, number>({ clock, keyOf: String, read, together, isSame });
  const view = (subject: string): Viewer => {
    const gone = new AbortController();
    const told: Viewer['told'] = [];
    const look = async (): Promise<void> => {
      for await (const value of reader.follow(subject, gone.signal)) {
        told.push({ value, atMs: clock.monotonic() - beganMs });
      }
    };
    return { told, over: look().catch((error: unknown) => error), leave: () => gone.abort() };
  };
  return { clock, reader, most: () => most, reads, values, view };
}

it('fifty viewers of one thing cost the reads of one, and each is told of every state', async () => {
  const { clock, reads, values, view } = scene();
  const viewers = Array.from({ length: 50 }, () => view('one'));
  for (const value of [1, 2, 3]) {
    await clock.pass(450);
    values.set('one', value);
  }
  await clock.pass(1_000);
  expect(reads.length).toBeLessThanOrEqual(5);
  for (const { told } of viewers) expect(told.map(({ value }) => value)).toEqual([0, 1, 2, 3]);
  for (const { leave } of viewers) leave();
});

it('a thing that stands still is looked at ever less often, and as often as before once it moves', async () => {
  const { clock, reads, values, view } = scene();
  const viewer = view('one');
  await clock.pass(20_000);
  expect(reads.length).toBeLessThanOrEqual(13);
  const before = reads.length;
  for (let value = 1; value <= 20; value++) {
    values.set('one', value);
    await clock.pass(500);
  }
  expect(reads.length - before).toBeGreaterThanOrEqual(15);
  const gaps = viewer.told.slice(1).map(({ atMs }, index) => atMs - (viewer.told[index]?.atMs ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(450);
  viewer.leave();
});

it('a store that is slow is left alone for as long as it took to answer', async () => {
  const { clock, reads, values, view } = scene({ readMs: 3_000 });
  const viewer = view('one');
  for (let value = 1; value <= 60; value++) {
    values.set('one', value);
    await clock.pass(500);
  }
  expect(reads.length).toBeGreaterThanOrEqual(4);
  expect(reads.length).toBeLessThanOrEqual(6);
  viewer.leave();
});

it('nobody looking, nothing is read, and nothing waits for time', async () => {
  const { clock, reads, view } = scene();
  const viewers = [view('one'), view('two'), view('two')];
  await clock.pass(2_000);
  for (const { leave } of viewers) leave();
  for (const { over } of viewers) await over;
  const before = reads.length;
  await clock.pass(10_000);
  expect([reads.length - before, clock.sleepers]).toEqual([0, 0]);
});

it('things that are looked at are read together, and in parts of a bounded size', async () => {
  const { clock, reads, view } = scene({ together: 3 });
  const viewers = ['a', 'b', 'c', 'd'].map(view);
  await clock.pass(100);
  viewers.push(view('e'));
  await clock.pass(5_000);
  expect(reads.at(-2)?.length).toBe(3);
  expect(reads.at(-1)?.length).toBe(2);
  expect([...(reads.at(-2) ?? []), ...(reads.at(-1) ?? [])].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  for (const { leave } of viewers) leave();
});

it('however many things are looked at, others have their turn at the store, and each thing has its own', async () => {
  const { clock, most, reads, view } = scene({ readMs: 100 });
  const viewers = Array.from({ length: 40 }, (_, index) => view(`thing ${index}`));
  await clock.pass(1_000);
  expect(most()).toBe(8);
  expect(new Set(reads.flat()).size).toBe(40);
  for (const { told } of viewers) expect(told).toHaveLength(1);
  for (const { leave } of viewers) leave();
});

it('a slow viewer is told the newest state, and holds up nobody', async () => {
  const { clock, reader, values, view } = scene();
  const quick = view('one');
  const slow = reader.follow('one', new AbortController().signal);
  expect((await clock.until(slow.next())).value).toBe(0);
  for (const value of [1, 2, 3]) {
    values.set('one', value);
    await clock.pass(1_100);
  }
  expect(quick.told.map(({ value }) => value)).toEqual([0, 1, 2, 3]);
  expect((await slow.next()).value).toBe(3);
  quick.leave();
  await slow.return();
});

it('who comes later sees the last state at once, and what happened since within half a second', async () => {
  const { clock, values, view } = scene();
  const first = view('one');
  await clock.pass(6_100);
  values.set('one', 1);
  const later = view('one');
  await clock.pass(500);
  expect(later.told.map(({ value }) => value)).toEqual([0, 1]);
  first.leave();
  later.leave();
});

it('a look that fails is told to its viewers alone, and whoever comes back has a fresh one', async () => {
  const { clock, reader, values, view } = scene();
  const other = view('other');
  const slow = reader.follow('one', new AbortController().signal);
  await clock.until(slow.next());
  values.set('one', Number.NaN);
  const broken = [view('one'), view('one')];
  for (const { over } of broken) expect(await clock.until(over)).toBeInstanceOf(Error);
  values.set('one', 7);
  values.set('other', 8);
  const back = view('one');
  await clock.pass(1_000);
  expect(back.told.map(({ value }) => value)).toEqual([7]);
  expect(other.told.map(({ value }) => value)).toEqual([0, 8]);
  await expect(slow.next()).rejects.toThrow('unreadable');
  back.leave();
  other.leave();
});
