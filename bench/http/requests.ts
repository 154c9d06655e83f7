export const path = '/v1/chat/completions';
export const model = 'spillway-sim';

const system = 'You are a careful analyst. Answer in one short paragraph.';

/** The body of the nth request: a chat of some 300 bytes. */
export function bodyOf(nth: number): { model: string; messages: { role: 'system' | 'user'; content: string }[] } {
  const content = `Report ${nth}: which customers were affected by the outage, how long did it take, and what is next?`;
  return {
    model,
    messages: [
      { role: 'system', content: system },
      { role: 'user', content },
    ],
  };
}

export function bodies(count: number): Buffer[] {
  return Array.from({ length: count }, (_, nth) => Buffer.from(JSON.stringify(bodyOf(nth))));
}
