import { createHash } from 'node:crypto';
import { SpillwayError } from '../errors/index.ts';
import type { Limits } from '../spillway/limits.ts';
import { parseWindow } from '../spillway/window.ts';
import { type BulkActionKind, bulkActionKinds } from '../store/index.ts';
import type { BulkActionOrder } from './bulk-action.ts';

/** An order that was looked at: the filter says only what it was given, and something. */
export type CheckedOrder = BulkActionOrder & { readonly tenant: string };

const batchWords = [
  ...(['ids', 'statuses', 'priorities', 'user', 'endpoint', 'model', 'inputFileId', 'createdFrom'] as const),
  ...(['createdBefore', 'metadata', 'search', 'all'] as const),
];
const deadLetterWords = ['batchId', 'requestIds', 'model', 'code', 'fingerprint', 'all'] as const;

/** Whether the action concerns dead letters alone. */
export function isOnDeadLetters(action: BulkActionKind): action is 'requeue_dead_letters' | 'drop_dead_letters' {
  return action === 'requeue_dead_letters' || action === 'drop_dead_letters';
}

/** Whether the action starts new revisions. */
export function reopens(action: BulkActionKind): action is 'retry' | 'requeue_dead_letters' {
  return action === 'retry' || action === 'requeue_dead_letters';
}

/** Throws `invalid_argument` with `param` for an order that can never work, or that says less than it must. */
export function checkOrder(order: BulkActionOrder & { readonly tenant: string }, limits: Limits): CheckedOrder {
  const { action, window } = order;
  if (!bulkActionKinds.includes(action)) {
    throw refusal('action', `There is no action '${action}'.`, `The actions are ${bulkActionKinds.join(', ')}.`);
  }
  if (window !== undefined && !reopens(action)) {
    throw refusal('completion_window', `The action '${action}' starts nothing that has a window.`, 'Leave it out.');
  }
  if (window !== undefined) parseWindow(window, limits);
  const said = Object.entries(order.filter).filter(([, value]) => value !== undefined);
  refuseUnknown(action, said);
  if (!said.some(choosesSome) && order.filter.all !== true) {
    const all = isOnDeadLetters(action) ? 'all dead letters' : 'all batches';
    throw refusal('filter', 'The filter chooses nothing.', `Say what is meant, or all: true for ${all} of the tenant.`);
  }
  return { ...order, filter: Object.fromEntries(said) } as CheckedOrder;
}

/** Of what was asked alone: tells a replay of an idempotency key from another order. */
export function fingerprintOf({ tenant, action, filter, window }: CheckedOrder): string {
  const words = Object.entries(filter).sort(([left], [right]) => (left < right ? -1 : 1));
  return digestOf([tenant, action, words, window ?? null]);
}

/** One action for a key: the id is a function of it. */
export function idOf(tenant: string, idempotencyKey: string): string {
  return digestOf([tenant, idempotencyKey]).slice(0, 26);
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** A forgotten value must not act on everything: each batch begins with no text and has no pairs. */
function choosesSome([word, value]: readonly [string, unknown]): boolean {
  if (word === 'search') return value !== '';
  if (word === 'metadata') return Object.keys(value as object).length > 0;
  return word === 'createdFrom' ? Number(value) > 0 : word !== 'all';
}

function refuseUnknown(action: BulkActionKind, said: readonly (readonly [string, unknown])[]): void {
  const known: readonly string[] = isOnDeadLetters(action) ? deadLetterWords : batchWords;
  const unknown = said.find(([word]) => !known.includes(word));
  if (!unknown) return;
  throw refusal('filter', `The filter of '${action}' knows no '${unknown[0]}'.`, `It knows ${known.join(', ')}.`);
}

function refusal(param: string, message: string, hint: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param, hint });
}
