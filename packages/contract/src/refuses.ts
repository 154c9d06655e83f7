import assert from 'node:assert/strict';
import { SpillwayError, type SpillwayErrorCode } from '@spillway/core/errors';

/** Asserts that the call is refused with an error of the code. */
export async function refuses(call: Promise<unknown>, code: SpillwayErrorCode): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(SpillwayError.is(error, code), `expected an error of code ${code}, got ${error}`);
    return true;
  });
}
