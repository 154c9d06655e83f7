import assert from 'node:assert/strict';
import { SpillwayError } from '@spillway/core/errors';
import type { Store } from '@spillway/core/store';
import type { Pair, Twins } from './twins.ts';

/** What a call answered, or the code of the error that it threw. */
type Answer<Value> = { readonly value: Value } | { readonly code: string };

async function answerOf<Value>(call: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await call };
  } catch (error) {
    if (SpillwayError.is(error)) return { code: error.code };
    throw error;
  }
}

/**
 * Makes the call in both stores and asserts that the answers agree in what `comparable` leaves of them. Answers the
 * pair, or undefined when both refused.
 */
export async function both<Value>(
  twins: Twins,
  call: (store: Store, side: 'subject' | 'reference') => Promise<Value>,
  comparable: (value: Value) => unknown = (value) => value,
): Promise<Pair<Value> | undefined> {
  const reference = await answerOf(call(twins.reference, 'reference'));
  const subject = await answerOf(call(twins.subject, 'subject'));
  if (!('value' in reference) || !('value' in subject)) {
    assert.deepEqual(subject, reference);
    return undefined;
  }
  assert.deepEqual(comparable(subject.value), comparable(reference.value));
  return { subject: subject.value, reference: reference.value };
}
