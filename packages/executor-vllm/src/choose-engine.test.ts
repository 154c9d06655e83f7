import { expect, it } from 'vitest';
import { type Candidate, chooseEngine } from './choose-engine.ts';

interface State {
  readonly name: string;
  readonly inFlight?: number;
  readonly models?: readonly string[];
  readonly open?: boolean;
  readonly resting?: boolean;
  readonly full?: boolean;
}

const engine = (state: State): Candidate & State => ({
  ...state,
  inFlight: state.inFlight ?? 0,
  serves: (model) => state.models?.includes(model) ?? true,
  takesWork: () => state.open !== true,
  rests: () => state.resting === true,
  full: state.full === true,
});

const choose = (states: readonly State[], turn = 0): string | undefined =>
  chooseEngine(states.map(engine), { model: 'm', turn, nowMs: 0 })?.name;

it('chooses the engine with the least in flight', () => {
  expect(
    choose([
      { name: 'a', inFlight: 2 },
      { name: 'b', inFlight: 1 },
      { name: 'c', inFlight: 3 },
    ]),
  ).toBe('b');
});

it('takes turns among equals', () => {
  const equals = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  expect([0, 1, 2, 3].map((turn) => choose(equals, turn))).toEqual(['a', 'b', 'c', 'a']);
});

it('passes over engines that do not serve the model or take no work', () => {
  expect(
    choose([
      { name: 'a', models: ['x'] },
      { name: 'b', open: true },
      { name: 'c', inFlight: 9 },
    ]),
  ).toBe('c');
});

it('takes an engine that lists no models for any model', () => {
  expect(choose([{ name: 'a', models: ['x'] }, { name: 'b' }])).toBe('b');
});

it('gives a resting engine work only when all rest', () => {
  expect(
    choose([
      { name: 'a', resting: true },
      { name: 'b', inFlight: 9 },
    ]),
  ).toBe('b');
  expect(
    choose(
      [
        { name: 'a', inFlight: 9 },
        { name: 'b', resting: true },
      ],
      1,
    ),
  ).toBe('a');
  expect(
    choose([
      { name: 'a', resting: true, inFlight: 2 },
      { name: 'b', resting: true, inFlight: 1 },
    ]),
  ).toBe('b');
});

it('gives a full engine work only when all are full', () => {
  expect(
    choose([
      { name: 'a', full: true },
      { name: 'b', resting: true, inFlight: 9 },
    ]),
  ).toBe('b');
  expect(
    choose([
      { name: 'a', full: true, inFlight: 2 },
      { name: 'b', full: true, inFlight: 1 },
    ]),
  ).toBe('b');
});

it('answers undefined when nobody can take it', () => {
  expect(choose([{ name: 'a', open: true }])).toBeUndefined();
});
