import OpenAI from 'openai';
import { type Contender, inLanes } from './contender.ts';
import { bodyOf } from './requests.ts';

/** A loop over OpenAI's own client, as people write it. */
export function openaiClient(url: string, requests: number, concurrency: number): Contender {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  return {
    name: 'openai client',
    requests,
    async prepare() {
      return () =>
        inLanes(requests, concurrency, async (nth) => {
          const { choices } = await client.chat.completions.create(bodyOf(nth));
          if (choices.length !== 1) throw new Error('no choice');
        });
    },
  };
}
