import { objectOf } from './published-json.ts';
import type { SimulatedBatch } from './simulated-fleet.ts';

/**
 * Reads batches from JSON lines, in any order:
 *
 * ```json
 * { "arrivesHours": 1.5, "windowHours": 6, "workHours": 8, "tenant": "acme", "priority": 5, "id": "nightly" }
 * ```
 *
 * `arrivesHours` counts from the beginning of the trace and `workHours` is work of one replica; the last three may be
 * left out. A window begins and ends with a tick, so it may end up to a tick sooner than asked. Throws an Error that
 * names what is wrong.
 */
export function parseBatches(text: string, { tickHours }: { readonly tickHours: number }): SimulatedBatch[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const batches = lines.map((line, index) =>
    batchOf(objectOf(jsonOf(line, index), `batch ${index}`), index, tickHours),
  );
  if (batches.length === 0) throw new Error('there is no batch');
  const [twice] = [...Map.groupBy(batches, ({ id }) => id)].find(([, ofId]) => ofId.length > 1) ?? [];
  if (twice !== undefined) throw new Error(`two batches have the id "${twice}"`);
  return batches.sort((one, other) => one.arrivesTick - other.arrivesTick);
}

const fields: ReadonlySet<string> = new Set(['arrivesHours', 'windowHours', 'workHours', 'tenant', 'priority', 'id']);

function batchOf(batch: Record<string, unknown>, index: number, tickHours: number): SimulatedBatch {
  const { arrivesHours, windowHours, workHours, tenant = 'tenant', priority = 1, id = `batch-${index}` } = batch;
  const unknown = Object.keys(batch).find((field) => !fields.has(field));
  if (unknown !== undefined) throw new Error(`batch ${index}: there is no field "${unknown}"`);
  const what = (field: string): string => `batch ${index}: "${field}"`;
  const arrives = numberOf(arrivesHours, { what: what('arrivesHours'), least: 0 });
  const window = numberOf(windowHours, { what: what('windowHours'), least: tickHours });
  const arrivesTick = Math.ceil(arrives / tickHours - 1e-9);
  const deadlineTick = Math.floor((arrives + window) / tickHours + 1e-9);
  if (deadlineTick <= arrivesTick) throw new Error(`batch ${index}: its window holds no whole tick of the trace`);
  return {
    id: textOf(id, what('id')),
    tenant: textOf(tenant, what('tenant')),
    priority: numberOf(priority, { what: what('priority'), least: 0 }),
    hours: numberOf(workHours, { what: what('workHours'), least: 0 }),
    arrivesTick,
    deadlineTick,
  };
}

function jsonOf(line: string, index: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`batch ${index} is no JSON`);
  }
}

function numberOf(value: unknown, { what, least }: { readonly what: string; readonly least: number }): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  throw new Error(`${what} must be a number of ${least} or more`);
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${what} must be a text`);
}
