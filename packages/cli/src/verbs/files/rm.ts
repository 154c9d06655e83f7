import { explainAbsence } from '../../client/absent-hint.ts';
import { filePath } from '../../client/wire-file.ts';
import { defineClientVerb } from '../client-verb.ts';
import { eachOperand } from '../each-operand.ts';
import type { Verb } from '../verb.ts';

export const filesRmVerb: Verb = defineClientVerb({
  name: 'files rm',
  summary: 'remove files',
  operands: 'FILE...',
  description: 'Removes files from the server. The input of a batch that still runs cannot be removed.',
  flags: {},
  examples: [['spillway files rm file-abc file-def', 'both']],
  run: (call) =>
    eachOperand(call, async (id) => {
      const { api, output } = call;
      await explainAbsence(api, { kind: 'file', id }, () => api.ask({ method: 'DELETE', path: filePath(id) }));
      output.event({ event: 'removed', id }, `${id}  removed`);
    }),
});
