import { SpillwayError } from '@spillway/core';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { complaintOf } from '../terminal/complaint.ts';
import type { Call } from './verb.ts';

/** Does something for each operand; one that cannot be done is told of, and does not keep the others from theirs. */
export async function eachOperand(
  { operands, output, interruption }: Pick<Call<Record<never, never>>, 'operands' | 'output' | 'interruption'>,
  act: (operand: string) => Promise<void>,
): Promise<ExitCode> {
  let refused = 0;
  for (const operand of operands) {
    try {
      await act(operand);
    } catch (error) {
      interruption.signal.throwIfAborted();
      // Nothing else will succeed either where no server answers.
      if (!SpillwayError.is(error) || operands.length === 1 || SpillwayError.is(error, 'unavailable')) throw error;
      refused++;
      const { record, text } = complaintOf(error, operand);
      if (output.json) output.event(record, text);
      else output.note(text);
    }
  }
  return refused === 0 ? exitCodes.ok : exitCodes.refused;
}
