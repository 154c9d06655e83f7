import { systemRandomness } from '@spillway/core';
import { explainAbsence } from '../../client/absent-hint.ts';
import type { WireBatch } from '../../client/wire-batch.ts';
import { exitCodes } from '../../exit-code.ts';
import { batchPath } from '../../watch/batch-updates.ts';
import { defineClientVerb } from '../client-verb.ts';
import type { Verb } from '../verb.ts';
import { deduplicateFlag, idempotencyFlag, metadataFlag, windowFlag } from './order-flags.ts';

export const cloneVerb: Verb = defineClientVerb({
  name: 'clone',
  summary: 'start a new batch on the input of another',
  operands: 'BATCH',
  description:
    'Creates a batch on the input file of another, which may still run. What is left out is as it was there.',
  flags: {
    within: { ...windowFlag, help: 'how long it may take. Default: the window of the other' },
    metadata: { ...metadataFlag, help: 'notes in place of those of the other' },
    deduplicate: deduplicateFlag,
    'idempotency-key': idempotencyFlag,
  },
  examples: [['spillway clone batch_abc --within 4h', 'the same requests again, all of them']],
  async run({ api, operand: id, flags, output, command }) {
    const batch = await explainAbsence(api, { kind: 'batch', id }, () =>
      api.ask<WireBatch>({
        method: 'POST',
        path: batchPath(id, '/clone'),
        headers: { 'idempotency-key': flags['idempotency-key'] ?? systemRandomness.id() },
        repeatable: true,
        json: {
          ...(flags.within !== undefined && { completion_window: flags.within }),
          ...(flags.metadata && { metadata: flags.metadata }),
          ...(flags.deduplicate !== undefined && { deduplicate: flags.deduplicate }),
        },
      }),
    );
    output.event({ event: 'submitted', ...batch }, batch.id);
    output.note(`  watch it  ${command('watch', batch.id)}`);
    return exitCodes.ok;
  },
});
