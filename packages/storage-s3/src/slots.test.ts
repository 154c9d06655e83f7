import { describe, expect, test } from 'vitest';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

describe('slots', () => {
  test('who comes when all are taken waits in line', async () => {
    const slots = new Slots(1);
    const entered: number[] = [];
    const free = await slots.take(never);
    const waiting = [1, 2].map(async (number) => {
      const done = await slots.take(never);
      entered.push(number);
      return done;
    });
    await new Promise(setImmediate);
    expect(entered).toEqual([]);
    free();
    (await waiting[0])?.();
    await waiting[1];
    expect(entered).toEqual([1, 2]);
    (await waiting[1])?.();
    // As many places as there were, and no more.
    await slots.take(never);
    let fourth = false;
    void slots.take(never).then(() => {
      fourth = true;
    });
    await new Promise(setImmediate);
    expect(fourth).toBe(false);
  });

  test('who is aborted leaves the line, and its place is not lost', async () => {
    const slots = new Slots(1);
    const free = await slots.take(never);
    const controller = new AbortController();
    const left = slots.take(controller.signal);
    const next = slots.take(never);
    controller.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    free();
    (await next)();
    (await slots.take(never))();
    await expect(slots.take(controller.signal)).rejects.toThrow('enough');
  });
});
