import { SpillwayError } from '@spillway/core';
import { fleetPolicies } from '@spillway/core/fleet';
import {
  drawFleet,
  type SimulationOptions,
  type SimulationReport,
  type SpotTrace,
  simulateOnTrace,
  syntheticTrace,
} from '@spillway/simulator/fleet';
import { exitCodes } from '../exit-code.ts';
import { parseDuration } from '../flags/duration.ts';
import {
  countFlag,
  type Flag,
  type FlagValues,
  listFlag,
  parsedFlag,
  switchFlag,
  textFlag,
  wordsFlag,
} from '../flags/flag.ts';
import { writeWhole } from '../run/write-whole.ts';
import { readBatches } from '../simulate/read-batches.ts';
import { readTrace } from '../simulate/read-trace.ts';
import { replayFleet } from '../simulate/replay-fleet.ts';
import { simulationView } from '../simulate/simulation-view.ts';
import { defineVerb, type Verb } from './verb.ts';

const policyNames = fleetPolicies.map(({ name }) => name);

const flags = {
  trace: listFlag({ help: 'files of a spot availability trace. Default: a made-up one', value: 'FILE' }),
  policy: wordsFlag(policyNames, {
    help: `policies to compare: ${policyNames.join(', ')}. Default: all`,
    value: 'NAME',
  }),
  work: countFlag({ help: 'work of the batch, in hours of one replica', fallback: 96 }),
  window: durationFlag('time until its deadline', 24 * 3_600_000, '24h'),
  arrivals: switchFlag({ help: 'batches that keep arriving, in place of one' }),
  load: amountFlag('work that arrives in an hour with --arrivals, in hours of one replica. Default: 4.8'),
  batches: textFlag({
    help: 'the batches of this file, in place of one: a line of JSON each, with arrivesHours, windowHours, workHours, tenant and priority',
    value: 'FILE',
  }),
  runs: countFlag({
    help: 'starts of the batch in each zone, or runs with arrivals. Default: 40, or 5 with --arrivals',
  }),
  zone: listFlag({ help: 'zones of the trace. Default: all, each on its own', value: 'ZONE' }),
  pooled: switchFlag({ help: 'take the zones as one supply' }),
  dedicated: countFlag({ help: 'dedicated replicas, at the most', fallback: 16 }),
  'cold-start': durationFlag('what a replica takes until it works', 600_000, '10m'),
  loss: durationFlag('work of one replica that a preemption undoes, at the most', 120_000, '2m'),
  'dedicated-price': amountFlag('price of a dedicated replica, where a spot replica costs 1. Default: 4.35'),
  'spot-price': listFlag({
    help: 'price of a spot replica in a zone, in the same unit. Default: 1',
    value: 'ZONE=PRICE',
  }),
  replay: listFlag({
    help: 'decisions that a live fleet recorded with --fleet-log, to be decided again, in place of a trace',
    value: 'FILE',
  }),
  picture: textFlag({ help: 'draw the first run of the first policy into this file (SVG)', value: 'FILE' }),
};

export const simulateVerb: Verb = defineVerb({
  name: 'simulate',
  summary: 'try fleet policies on a spot availability trace',
  description:
    'Runs the policies that decide in production when to buy dedicated capacity over the ups and downs of spot ' +
    'capacity in a trace, and prints what each costs beside a fleet of dedicated replicas alone (1.0), how many ' +
    'batches it finishes late, and what one who knew the future would have paid.',
  flags,
  examples: [
    ['spillway simulate --work 96 --window 24h', 'a day of work for four replicas, on a made-up trace'],
    ['spillway simulate --trace trace.json --policy paced-burst --picture run.svg', 'on your own, with a picture'],
    ['spillway simulate --replay fleet.ndjson', 'whether a live fleet is decided about as here'],
  ],
  exits: [
    [0, 'done'],
    [1, 'the trace, a record or a flag cannot be used'],
  ],
  async run({ flags, output }) {
    if (flags.replay.length > 0) {
      refuseBesideReplay(flags);
      return replayFleet(flags, output);
    }
    const trace = flags.trace.length > 0 ? await readTrace(flags.trace) : syntheticTrace({});
    const report = simulate({ ...optionsOf(flags), ...(await loadOf(flags, trace)), trace });
    for (const { moments: _, ...result } of report.policies) {
      if (output.json) output.event({ event: 'policy', optimum: report.optimum ?? null, ...result }, '');
    }
    output.text(simulationView(report, output.columns));
    if (flags.picture !== undefined) await draw(report, flags.picture);
    return exitCodes.ok;
  },
});

type Given = FlagValues<typeof flags>;

/** A replay has its own pools and batches. */
function refuseBesideReplay({ trace, batches, arrivals, picture }: Given): void {
  const given = { '--trace': trace.length > 0, '--batches': batches, '--arrivals': arrivals, '--picture': picture };
  const [beside] = Object.entries(given).find(([, value]) => value) ?? [];
  if (beside === undefined) return;
  const message = `${beside} has no place beside --replay, which simulates nothing.`;
  throw new SpillwayError(message, { code: 'invalid_argument', param: beside });
}

function optionsOf(given: Given): Omit<SimulationOptions, 'trace' | 'load'> {
  const { policy, zone, pooled, dedicated } = given;
  const priceRatio = given['dedicated-price'];
  return {
    policies: policy.length > 0 ? fleetPolicies.filter(({ name }) => policy.includes(name)) : fleetPolicies,
    pooled,
    dedicated,
    coldStartMinutes: given['cold-start'] / 60_000,
    lossMinutes: given.loss / 60_000,
    spotPrices: Object.fromEntries(given['spot-price'].map(zonePrice)),
    ...(priceRatio !== undefined && { priceRatio }),
    ...(zone.length > 0 && { zones: zone }),
  };
}

async function loadOf(given: Given, trace: SpotTrace): Promise<Pick<SimulationOptions, 'load'>> {
  const { arrivals, batches, runs, load, work, window } = given;
  if (batches !== undefined) return { load: { kind: 'named', batches: await readBatches(batches, trace) } };
  if (!arrivals) {
    return { load: { kind: 'batch', workHours: work, windowHours: window / 3_600_000, starts: runs ?? 40 } };
  }
  const seeds = Array.from({ length: runs ?? 5 }, (_, index) => index + 1);
  return { load: { kind: 'arrivals', seeds, ...(load !== undefined && { load }) } };
}

function zonePrice(text: string): readonly [zone: string, price: number] {
  const [, zone = '', price = ''] = /^(.+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (zone !== '' && Number(price) > 0) return [zone, Number(price)];
  throw new SpillwayError(`--spot-price needs a zone and its price, such as us-east4-b=0.8, not "${text}".`, {
    code: 'invalid_argument',
    param: '--spot-price',
  });
}

/** What the simulator refuses is wrong with what it was given. */
function simulate(options: SimulationOptions): SimulationReport {
  try {
    return simulateOnTrace(options);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new SpillwayError(`It cannot be simulated: ${error.message}.`, { code: 'invalid_argument', cause: error });
  }
}

async function draw({ policies, tickHours }: SimulationReport, path: string): Promise<void> {
  const [first] = policies;
  if (first) await writeWhole(path, [Buffer.from(drawFleet(first.moments, { title: first.policy, tickHours }))]);
}

function amountFlag(help: string): Flag<number | undefined> {
  const parse = (text: string): number | undefined =>
    /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
  return parsedFlag({ help, value: 'N', wish: 'a number above 0', parse });
}

function durationFlag(help: string, fallback: number, fallbackText: string): Flag<number> {
  const wish = 'a duration such as 90m or 24h';
  return parsedFlag({ help, value: 'TIME', wish, fallback, fallbackText, parse: parseDuration });
}
