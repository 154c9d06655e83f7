import { explainAbsence } from '../../client/absent-hint.ts';
import { filePath, type WireFile } from '../../client/wire-file.ts';
import { fileText } from '../../views/file-view.ts';
import { defineClientVerb } from '../client-verb.ts';
import { eachOperand } from '../each-operand.ts';
import type { Verb } from '../verb.ts';

export const filesGetVerb: Verb = defineClientVerb({
  name: 'files get',
  summary: 'show what is known of files',
  operands: 'FILE...',
  description: 'Shows name, size, purpose and times of files. spillway files content prints what is in one.',
  flags: {},
  examples: [['spillway files get file-abc', 'one file']],
  run: (call) =>
    eachOperand(call, async (id) => {
      const { api, output, clock } = call;
      const file = await explainAbsence(api, { kind: 'file', id }, () => api.ask<WireFile>({ path: filePath(id) }));
      output.event({ event: 'file', ...file }, fileText(file, clock.now()));
    }),
});
