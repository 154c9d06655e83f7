import { explainAbsence } from '../../client/absent-hint.ts';
import { deadLettersPath } from '../../client/dead-letters-path.ts';
import { exitCodes } from '../../exit-code.ts';
import { requestText } from '../../views/request-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';

export const deadLettersShowVerb: Verb = defineClientVerb({
  name: 'dead-letters show',
  summary: 'show a request that was given up, with its input and every attempt',
  operands: 'REQUEST',
  description: 'Shows the lines of input and output, and when, where and how each attempt ended.',
  flags: {},
  examples: [['spillway dead-letters show batch_req_abc_17', 'what became of one request']],
  async run({ api, operand: id, output, clock }) {
    const path = deadLettersPath(`/${encodeURIComponent(id)}`);
    const json = await explainAbsence(api, { kind: 'dead letter', id }, () => api.text({ path }));
    // The text is never parsed and written again: the numbers of a body would change.
    if (output.json) await output.data(Buffer.from(`{"event":"dead_letter",${json.trim().slice(1)}\n`));
    else output.text(requestText(json, clock.now()));
    return exitCodes.ok;
  },
});
