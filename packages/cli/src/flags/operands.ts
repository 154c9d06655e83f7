import { SpillwayError } from '@spillway/core';
import type { HelpSubject } from './help-page.ts';

/**
 * Checks the operands against the usage: `INPUT` is one, `BATCH...` one or more, `[BATCH...]` any number, and without any
 * the verb takes none.
 * Throws `invalid_argument`.
 */
export function checkOperands(
  given: readonly string[],
  { name, operands, needed }: Pick<HelpSubject, 'name' | 'operands' | 'needed'>,
): void {
  const usage = ['spillway', name, operands, needed].filter((part) => part !== undefined).join(' ');
  if (operands === undefined) {
    if (given.length > 0) throw misused(`It takes nothing but flags, not "${given[0]}".`, given[0] ?? '', usage);
    return;
  }
  if (given.includes('')) throw misused(`It takes no empty ${operands}.`, operands, usage);
  if (operands.startsWith('[')) return;
  if (operands.endsWith('...')) {
    const one = operands.slice(0, -3);
    if (given.length === 0) throw misused(`It takes one ${one} or more.`, one, usage);
    return;
  }
  if (given.length !== 1) throw misused(`It takes one ${operands.replaceAll('|', ' or ')}.`, operands, usage);
}

function misused(message: string, param: string, usage: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param, hint: `Write: ${usage}` });
}
