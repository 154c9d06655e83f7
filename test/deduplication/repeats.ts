import type { DeduplicationScope, Spillway } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import type { ResultLine } from '../loops/installation.ts';
import { answered, type Script } from '../loops/scripted-executor.ts';

/** A batch of requests of which some say the same. */
export interface Repeats {
  /** What each request says, in input order. */
  readonly prompts: readonly string[];
  /** Goes into every body; temperature 0 by default. */
  readonly body?: object;
  readonly window?: string;
  readonly tenant?: string;
  readonly deduplicate?: DeduplicationScope;
}

/** Answers with what it was asked, so that a wrong answer is seen. */
export const echo: Script = ({ prompt }) => ({ ...answered, body: Buffer.from(JSON.stringify({ echo: prompt })) });

const endpoint = '/v1/chat/completions';

export async function submitRepeats(
  { files, batches }: Spillway,
  { prompts, body = { temperature: 0 }, window = '24h', tenant = 'default', ...order }: Repeats,
): Promise<Batch> {
  const lines = prompts.map((content, index) => {
    const asked = { model: 'm', messages: [{ role: 'user', content }], ...body, user: `user ${index}` };
    return `${JSON.stringify({ custom_id: customIdOf(index), method: 'POST', url: endpoint, body: asked })}\n`;
  });
  const file = await files.upload({ filename: 'repeats.jsonl', source: Buffer.from(lines.join('')), tenant });
  return batches.create({ inputFileId: file.id, endpoint, window, tenant, ...order });
}

/** A custom_id whose spelling in JSON is harder than most. */
const customIdOf = (index: number): string => `c"${index}\\ é`;

/** What the output of a batch must hold: each request's own names, and the answer to what it said. */
export function rightAnswers({ id }: Batch, prompts: readonly string[]): readonly object[] {
  return prompts.map((prompt, index) => ({
    id: `batch_req_${id}_${index}`,
    custom_id: customIdOf(index),
    response: { status_code: 200, request_id: 'answer-1', body: { echo: prompt } },
    error: null,
  }));
}

/** The lines of the output of an ended batch. */
export async function outputOf({ files }: Spillway, { outputFileId, tenant }: Batch): Promise<readonly ResultLine[]> {
  const content = outputFileId === null ? undefined : await files.content({ id: outputFileId, tenant });
  const text = Buffer.concat(await Array.fromAsync(content ?? [])).toString();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ResultLine);
}

/** A thousand prompts of which two hundred are said before, near and far. */
export function thousandOfWhichTwoHundredRepeat(): readonly string[] {
  const prompts = Array.from({ length: 800 }, (_, index) => `p${index}`);
  const repeats = Array.from({ length: 200 }, (_, index) => `p${(index * 37) % 800}`);
  return [...prompts.slice(0, 500), ...repeats.slice(0, 120), ...prompts.slice(500), ...repeats.slice(120)];
}
