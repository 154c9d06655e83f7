import type { LineRules } from './check-line.ts';
import { type ProblemReport, quoted } from './problem.ts';
import type { ScannedLine } from './scanned-line.ts';

/**
 * The fields by which an endpoint lets a request bound its answer and refuses one that is too large. vLLM lowers
 * `max_output_tokens` of `/v1/responses` to what fits.
 */
const boundNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['/v1/chat/completions', ['max_completion_tokens', 'max_tokens']],
  ['/v1/completions', ['max_tokens']],
]);

/**
 * Reports a request that no prompt, however short, makes fit into the context of its model: its own bound on the answer
 * is larger. The prompt counts for nothing here, since its tokens could only be guessed, and of several bounds the
 * smallest counts, since engines differ in which one they keep.
 */
export function checkContext(line: ScannedLine, rules: LineRules, report: ProblemReport): void {
  const names = rules.contextTokens && boundNames.get(rules.endpoint);
  const bound = names && line.leastOutputBound(names);
  if (!bound) return;
  const model = line.text(line.model) ?? '';
  const room = rules.contextTokens?.(model);
  if (room === undefined || bound.tokens <= room) return;
  const message = `body.${bound.name} is ${shown(bound.tokens)}, and the context of the model ${quoted(model)} has room for ${shown(room)} tokens, prompt and answer. Lower it.`;
  report.add('token_limit_exceeded', `body.${bound.name}`, message);
}

function shown(tokens: number): string {
  return tokens.toLocaleString('en');
}
