import type { BodyDigest } from './body-digest.ts';
import type { SequenceCost } from './sequence.ts';

/**
 * The first fields of an answer, as JSON text without the opening brace. Answers are put together by hand, since
 * stringifying whole objects takes three times as long. No clock is asked: the same body gets the same bytes.
 */
export function answerHead(idPrefix: string, object: string, model: string, digest: BodyDigest): string {
  return (
    `"id":"${idPrefix}${digest.hex.slice(0, 32)}","object":"${object}",` +
    `"created":${createdAt(digest)},"model":${JSON.stringify(model)}`
  );
}

export function createdAt(digest: BodyDigest): number {
  return 1_750_000_000 + (digest.high >>> 8);
}

/** The `usage` of chat completions, completions and embeddings, as JSON text. */
export function usageJson({ promptTokens, cachedTokens, completionTokens }: SequenceCost): string {
  return (
    `{"prompt_tokens":${promptTokens},"total_tokens":${promptTokens + completionTokens},` +
    `"completion_tokens":${completionTokens},"prompt_tokens_details":{"cached_tokens":${cachedTokens}}}`
  );
}
