import { expect, it } from 'vitest';
import { RateMeter } from './rate-meter.ts';

it('the pace is that of the window, so that a resumed run does not look fast', () => {
  const meter = new RateMeter(10_000);
  expect(meter.perSecond).toBeUndefined();
  meter.add(0, 90_000);
  expect(meter.perSecond).toBeUndefined();
  meter.add(1_000, 90_050);
  expect(meter.perSecond).toBe(50);
  for (let second = 2; second <= 30; second++) meter.add(second * 1_000, 90_050 + (second - 1) * 10);
  expect(meter.perSecond).toBe(10);
});

it('samples that are far apart still give a pace', () => {
  const meter = new RateMeter(1_000);
  meter.add(0, 0);
  meter.add(20_000, 40);
  expect(meter.perSecond).toBe(2);
});
