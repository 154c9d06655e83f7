import { ownValue } from '../own-value.ts';
import type { Batch } from './batch.ts';
import { type BatchStatus, statusOf } from './batch-status.ts';

/**
 * Which batches. What is left out chooses nothing away; a batch must satisfy everything else. An empty list of ids,
 * statuses or priorities is satisfied by none.
 */
export interface BatchFilter {
  /** Of this tenant. Left out, of all tenants: for operators only. */
  readonly tenant?: string;
  readonly ids?: readonly string[];
  /** In one of these statuses as people see them: a live batch with a cancel mark is `cancelling` and nothing else. */
  readonly statuses?: readonly BatchStatus[];
  readonly priorities?: readonly number[];
  readonly user?: string;
  readonly endpoint?: string;
  /** With requests for this model. None before it is planned. */
  readonly model?: string;
  readonly inputFileId?: string;
  /** Created then or later. */
  readonly createdFrom?: number;
  /** Created before. */
  readonly createdBefore?: number;
  /** With all of these pairs, exactly. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Whose id begins with this text, or one of whose metadata names or values contains it. Letters of ASCII match in either
   * case, and nothing else stands for anything but itself.
   */
  readonly search?: string;
  /** With dead-lettered requests that can still be read: what is purged is left out. */
  readonly withDeadLetters?: boolean;
}

/** Whether the filter chooses the batch. The law for every store, whatever it asks its database. */
export function matchesBatch(batch: Batch, filter: BatchFilter): boolean {
  return (
    isOf(batch, filter) &&
    isAmong(batch, filter) &&
    isCreatedWithin(batch, filter) &&
    hasPairs(batch, filter.metadata) &&
    isFound(batch, filter.search) &&
    (!filter.withDeadLetters || hasDeadLetters(batch))
  );
}

function isOf({ tenant, user, endpoint, inputFileId, plan }: Batch, filter: BatchFilter): boolean {
  return (
    isEither(tenant, filter.tenant) &&
    isEither(user, filter.user) &&
    isEither(endpoint, filter.endpoint) &&
    isEither(inputFileId, filter.inputFileId) &&
    (filter.model === undefined || (plan?.models.includes(filter.model) ?? false))
  );
}

function isEither(value: string | null, wanted: string | undefined): boolean {
  return wanted === undefined || value === wanted;
}

function isAmong(batch: Batch, { ids, statuses, priorities }: BatchFilter): boolean {
  return (
    (ids?.includes(batch.id) ?? true) &&
    (statuses?.includes(statusOf(batch)) ?? true) &&
    (priorities?.includes(batch.priority) ?? true)
  );
}

function isCreatedWithin({ createdAt }: Batch, { createdFrom, createdBefore }: BatchFilter): boolean {
  return (
    (createdFrom === undefined || createdAt >= createdFrom) &&
    (createdBefore === undefined || createdAt < createdBefore)
  );
}

function hasPairs({ metadata }: Batch, pairs: BatchFilter['metadata'] = {}): boolean {
  return Object.entries(pairs).every(([name, value]) => ownValue(metadata ?? {}, name) === value);
}

function isFound({ id, metadata }: Batch, search: string | undefined): boolean {
  if (search === undefined) return true;
  const wanted = folded(search);
  if (folded(id).startsWith(wanted)) return true;
  return Object.entries(metadata ?? {})
    .flat()
    .some((text) => folded(text).includes(wanted));
}

function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function hasDeadLetters({ counts, purgedAt }: Batch): boolean {
  return counts.deadLettered > 0 && purgedAt === null;
}
