import { SpillwayError } from '../errors/index.ts';

/** Where a request looks for its like: nowhere, among the others of its batch, of its tenant, or of everybody. */
export const deduplicationScopes = ['off', 'batch', 'tenant', 'global'] as const;

/** See {@link deduplicationScopes}. */
export type DeduplicationScope = (typeof deduplicationScopes)[number];

/** Which requests are answered by the answers of others. */
export interface DeduplicationOptions {
  /** How far answers reach: `tenant` by default. With `global` tenants get answers to requests of others. */
  readonly scope?: DeduplicationScope;
  /** How long after it was recorded an answer may be copied: seven days by default, at most a year. */
  readonly maxAgeMs?: number;
  /**
   * Whether only requests are looked at that have the same answer each time: at temperature 0, with a seed, or for
   * embeddings. True by default.
   */
  readonly onlyDeterministic?: boolean;
}

/** With every choice made. */
export type Deduplication = Required<DeduplicationOptions>;

const DAY_MS = 86_400_000;
const byDefault: Deduplication = { scope: 'tenant', maxAgeMs: 7 * DAY_MS, onlyDeterministic: true };

/** The options with their defaults. Throws `invalid_argument` for what is unknown or cannot work, by its name. */
export function completeDeduplication(given: DeduplicationOptions = {}): Deduplication {
  const unknown = Object.keys(given).find((name) => !(name in byDefault));
  if (unknown !== undefined)
    throw refusal(unknown, 'is not known', `The options are ${Object.keys(byDefault).join(', ')}.`);
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { scope, maxAgeMs, onlyDeterministic } = { ...byDefault, ...said } as Deduplication;
  if (!isScope(scope)) throw refusal('scope', `is ${JSON.stringify(scope)}`, scopesHint);
  if (!(Number.isInteger(maxAgeMs) && maxAgeMs > 0 && maxAgeMs <= 366 * DAY_MS)) {
    throw refusal('maxAgeMs', `must be a whole number of milliseconds up to a year, and is ${maxAgeMs}`);
  }
  if (typeof onlyDeterministic !== 'boolean') throw refusal('onlyDeterministic', 'must be true or false');
  return Object.freeze({ scope, maxAgeMs, onlyDeterministic });
}

/** What a batch is created with: never more than the installation allows. Throws `invalid_argument` for an unknown scope. */
export function deduplicationOf(allowed: Deduplication, asked: DeduplicationScope = allowed.scope): Deduplication {
  if (!isScope(asked)) {
    throw new SpillwayError(`'${asked}' is no scope of deduplication.`, {
      code: 'invalid_argument',
      param: 'deduplicate',
      hint: scopesHint,
    });
  }
  const narrower = deduplicationScopes.indexOf(asked) < deduplicationScopes.indexOf(allowed.scope);
  return narrower ? { ...allowed, scope: asked } : allowed;
}

const scopesHint = `Use one of ${deduplicationScopes.join(', ')}.`;

function isScope(word: unknown): word is DeduplicationScope {
  return deduplicationScopes.some((scope) => scope === word);
}

/** The name under which the index keeps what batches of this scope share; undefined for `off`. */
export function scopeName(
  scope: DeduplicationScope,
  { id, tenant }: { readonly id: string; readonly tenant: string },
): string | undefined {
  if (scope === 'off') return undefined;
  if (scope === 'global') return 'global';
  return scope === 'batch' ? `batch:${id}` : `tenant:${tenant}`;
}

function refusal(name: string, why: string, hint?: string): SpillwayError {
  const param = `deduplication.${name}`;
  return new SpillwayError(`${param} ${why}.`, {
    code: 'invalid_argument',
    param,
    ...(hint !== undefined && { hint }),
  });
}
