import type { SpillwayOptions } from '@spillway/core';
import { defaultPools, type Pool } from '@spillway/core/policy';
import type { Flag, FlagValues } from '../flags/flag.ts';
import { durationSetting, nameOfSpec, numberSetting, readSettings, refused, splitSpecs } from '../flags/spec.ts';

/** Pools by configuration. All processes of an installation are told the same. */
export const poolFlags: { readonly pools: Flag<readonly Pool[] | undefined> } = {
  pools: {
    help:
      'the pools of the installation, in place of spot and dedicated as they come: NAME:price=1.2,preemptible,min=0,max=16,' +
      'cold-start=3m,permission=all|returned|none; several with ; between them. Each process must be told the same',
    value: 'POOL',
    env: 'SPILLWAY_POOLS',
    kind: 'repeated',
    read: (given, source) => (given === undefined ? undefined : readPools(given, source)),
  },
};

/** The same as options of createSpillway. */
export function poolOptionsOf({ pools }: FlagValues<typeof poolFlags>): Pick<SpillwayOptions, 'pools'> {
  return pools === undefined ? {} : { pools };
}

/** The pools that something starts and stops. */
export function scaledPools(pools: readonly Pool[]): readonly Pool[] {
  return pools.filter(({ scaled, maxReplicas }) => scaled ?? maxReplicas !== undefined);
}

/** A policy counts replicas one by one, every few seconds: more would be a slip of the hand, and stop the coordinator. */
const MOST_REPLICAS = 10_000;
const replicas = numberSetting({ least: 0, most: MOST_REPLICAS, whole: true });

const settings = {
  price: numberSetting({ least: 0 }),
  preemptible: { wish: 'yes or no', parse: yesOrNo },
  min: replicas,
  max: replicas,
  'cold-start': durationSetting,
  permission: { wish: 'all, returned or none', parse: permissionOf },
};

function readPools(given: readonly string[], source: string): readonly Pool[] {
  const pools = given.flatMap(splitSpecs).map((spec) => readPool(spec, source));
  const twice = pools.find(({ name }, index) => pools.findIndex((other) => other.name === name) !== index);
  if (twice) throw refused(`${source} names the pool "${twice.name}" twice.`, source);
  if (pools.length === 0) throw refused(`${source} names no pool.`, source, 'Write for instance spot:max=8.');
  return pools;
}

/** `spot` and `dedicated` are as they come, but for what is said; of other names everything that matters must be said. */
function readPool(spec: string, source: string): Pool {
  const [name, rest] = nameOfSpec(spec);
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name)) {
    throw refused(`${source}: "${name}" is no name of a pool.`, source, 'A name has small letters, digits, - and _.');
  }
  const given = readSettings(rest, settings, { source, name });
  const known = defaultPools.find((pool) => pool.name === name);
  const pricePerHour = given.price ?? known?.pricePerHour;
  if (pricePerHour === undefined) {
    throw refused(
      `${source}: the pool "${name}" needs a price.`,
      source,
      `Write ${name}:price=… with what an hour costs.`,
    );
  }
  const preemptible = given.preemptible ?? known?.preemptible ?? false;
  refuseCrossed(given.min, given.max, { source, name });
  return {
    name,
    preemptible,
    pricePerHour,
    permission: given.permission ?? (preemptible ? 'all' : 'none'),
    ...(given.min !== undefined && { minReplicas: given.min }),
    ...(given.max !== undefined && { maxReplicas: given.max }),
    ...(given['cold-start'] !== undefined && { coldStartMs: given['cold-start'] }),
  };
}

function refuseCrossed(
  least: number | undefined,
  most: number | undefined,
  { source, name }: { readonly source: string; readonly name: string },
): void {
  if (least === undefined || most === undefined || least <= most) return;
  throw refused(
    `${source}: the pool "${name}" cannot have ${least} replicas at the least and ${most} at the most.`,
    source,
  );
}

function yesOrNo(text: string | undefined): boolean | undefined {
  if (text === undefined || text === 'yes' || text === 'true') return true;
  return text === 'no' || text === 'false' ? false : undefined;
}

function permissionOf(text: string | undefined): Pool['permission'] | undefined {
  return text === 'all' || text === 'returned' || text === 'none' ? text : undefined;
}
