import { TOKEN_CHARACTERS } from './prefix-cache.ts';
import { invalidField, type Refusal } from './vllm-error.ts';

/** What a request asks: the text that the engine reads, and the last thing the user said. */
export interface Prompt {
  readonly text: string;
  readonly lastUserText: string;
}

/** Tokens of a text: four bytes make one. */
export function tokensIn(text: string): number {
  return Math.max(1, Math.ceil(Buffer.byteLength(text) / TOKEN_CHARACTERS));
}

/** The prompt of a list of messages, as a chat template would lay it out. `field` is its name in the body. */
export function promptOfMessages(messages: unknown, field: string): Prompt | Refusal {
  if (messages === undefined) return invalidField(field, 'Field required');
  if (!Array.isArray(messages) || messages.length === 0) return invalidField(field, 'Input should be a valid list');
  let text = '';
  let lastUserText = '';
  for (const message of messages as readonly unknown[]) {
    if (!isMessage(message)) return invalidField(field, 'Input should be a list of messages with a role');
    const content = textOf(message.content);
    if (content === undefined) return invalidField(field, 'Input should be a valid string');
    text += `${message.role}: ${content}\n`;
    if (message.role === 'user') lastUserText = content;
  }
  return { text, lastUserText };
}

/** The prompts of `/v1/completions` and the inputs of `/v1/embeddings`: a text, token ids, or a list of either. */
export function promptList(value: unknown, field: string): readonly string[] | Refusal {
  if (value === undefined || value === null) return invalidField(field, 'Field required');
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value) || value.length === 0) return invalidField(field, 'Input should be a valid string');
  if (isTokenIds(value)) return [textOfTokenIds(value)];
  const parts: readonly unknown[] = value;
  const prompts = parts.map((part) =>
    typeof part === 'string' ? part : isTokenIds(part) ? textOfTokenIds(part) : undefined,
  );
  return prompts.every((prompt) => prompt !== undefined)
    ? prompts
    : invalidField(field, 'Input should be a list of strings or token ids');
}

interface Message {
  readonly role: string;
  readonly content?: unknown;
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'role' in value && typeof value.role === 'string';
}

/** The text of a message's content, without its pictures; undefined when it is no content at all. */
function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (content === undefined || content === null) return '';
  if (!Array.isArray(content)) return undefined;
  const parts = content as readonly unknown[];
  return parts.map(textOfPart).join('');
}

function textOfPart(part: unknown): string {
  return typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string' ? part.text : '';
}

function isTokenIds(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((id) => Number.isInteger(id) && id >= 0);
}

/** A token is four characters here, so a prompt of ids is a text of four digits each. */
function textOfTokenIds(ids: readonly number[]): string {
  return ids.map((id) => String(id % 10_000).padStart(TOKEN_CHARACTERS, '0')).join('');
}
