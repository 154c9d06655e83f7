import { explainAbsence } from '../../client/absent-hint.ts';
import { defineClientVerb } from '../client-verb.ts';
import { eachOperand } from '../each-operand.ts';
import type { Verb } from '../verb.ts';

export const keysRevokeVerb: Verb = defineClientVerb({
  name: 'keys revoke',
  summary: 'make keys useless, at once and for ever',
  operands: 'KEY...',
  ofTenant: false,
  description: "Revokes keys by their ids, with an operator's key. Their batches go on.",
  flags: {},
  examples: [['spillway keys revoke key_abc', 'nobody gets in with it any more']],
  run: (call) =>
    eachOperand(call, async (id) => {
      const { api, output } = call;
      const path = `/v1/keys/${encodeURIComponent(id)}`;
      await explainAbsence(api, { kind: 'key', id }, () => api.ask({ method: 'DELETE', path }));
      output.event({ event: 'revoked', id }, `${id}  revoked`);
    }),
});
