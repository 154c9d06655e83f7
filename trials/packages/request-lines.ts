/** A file of chat requests. */
export function requestLines(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const messages = [{ role: 'user', content: `Sort ticket ${index} into billing, delivery or account.` }];
    const body = { model: 'spillway-sim', messages, max_tokens: 16 };
    return JSON.stringify({ custom_id: `line-${index}`, method: 'POST', url: '/v1/chat/completions', body });
  });
  return `${lines.join('\n')}\n`;
}
