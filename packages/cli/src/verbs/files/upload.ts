import { basename } from 'node:path';
import { systemRandomness } from '@spillway/core';
import { uploadFile } from '../../client/upload-file.ts';
import { parseDuration } from '../../flags/duration.ts';
import { parsedFlag, textFlag } from '../../flags/flag.ts';
import { formatBytes } from '../../terminal/amount.ts';
import { defineClientVerb } from '../client-verb.ts';
import { eachOperand } from '../each-operand.ts';
import type { Verb } from '../verb.ts';

export const filesUploadVerb: Verb = defineClientVerb({
  name: 'files upload',
  summary: 'upload files',
  operands: 'FILE...',
  description: 'Uploads files and prints their ids. spillway submit uploads a file and starts its batch in one go.',
  flags: {
    purpose: textFlag({ help: 'what they are for', value: 'PURPOSE', fallback: 'batch' }),
    'expires-after': parsedFlag({
      help: 'how long the server keeps them: from 1h to 30d. Default: what the server has for the purpose',
      value: 'TIME',
      wish: 'a duration from 1h to 30d',
      parse(text) {
        const ms = parseDuration(text);
        return ms !== undefined && ms >= 3_600_000 && ms <= 30 * 86_400_000 ? ms : undefined;
      },
    }),
  },
  examples: [['spillway files upload requests.jsonl --expires-after 7d', 'kept for a week']],
  run: (call) =>
    eachOperand(call, async (path) => {
      const { api, flags, output } = call;
      const file = await uploadFile({
        api,
        randomness: systemRandomness,
        path,
        purpose: flags.purpose,
        expiresInMs: flags['expires-after'],
        onSent: (sent, total) =>
          output.live(`uploading ${basename(path)}: ${formatBytes(sent)} of ${formatBytes(total)}`),
      });
      output.live('');
      output.event({ event: 'uploaded', ...file }, file.id);
    }),
});
