import { type Failure, fingerprintOf } from './fingerprint.ts';

/** Dead letters that failed in one way. */
export interface DeadLetterGroup {
  /** See {@link DeadLetter.fingerprint}. */
  readonly fingerprint: string;
  readonly model: string;
  /** What ended their last attempts, in a word; null when older workers, which note nothing, gave them up. */
  readonly code: string | null;
  /** What the newest of them says; null likewise. */
  readonly message: string | null;
  /** Dead letters that were found to be of it. */
  readonly count: number;
  /** Batches that they are of. */
  readonly batches: number;
  /** When the first of them ended, and the last. Milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The newest, three at the most. */
  readonly sampleIds: readonly string[];
}

/** One dead letter, as it is counted. */
export interface CountedDeadLetter {
  readonly id: string;
  readonly batchId: string;
  readonly endedAt: number;
  readonly failure: Failure;
}

/** Counts dead letters by how they failed, in bounded memory. Those of one batch come one after another. */
export interface GroupTally {
  count(deadLetter: CountedDeadLetter): void;
  /** The largest groups first, and of equal ones the newest. */
  readonly groups: readonly DeadLetterGroup[];
  /** Whether there are no others. */
  readonly isWhole: boolean;
}

const SAMPLES = 3;

interface OpenGroup extends Failure {
  readonly fingerprint: string;
  count: number;
  batches: number;
  lastBatchId: string;
  firstAt: number;
  /** Newest first. */
  samples: readonly CountedDeadLetter[];
}

/** Of more than twice `most` groups the largest stay, so that a flood of singular ones hides none that grows. */
export function createGroupTally(most: number): GroupTally {
  let open = new Map<string, OpenGroup>();
  let isWhole = true;
  return {
    count(deadLetter) {
      const fingerprint = fingerprintOf(deadLetter.failure);
      const group = open.get(fingerprint);
      if (group) return add(group, deadLetter);
      open.set(fingerprint, opened(fingerprint, deadLetter));
      if (open.size <= 2 * most) return;
      isWhole = false;
      open = new Map(largest(open, most).map((kept) => [kept.fingerprint, kept]));
    },
    get groups() {
      return largest(open, most).map(shown);
    },
    get isWhole() {
      return isWhole && open.size <= most;
    },
  };
}

function opened(fingerprint: string, deadLetter: CountedDeadLetter): OpenGroup {
  const { failure, batchId, endedAt } = deadLetter;
  const about = { ...failure, fingerprint, lastBatchId: batchId, firstAt: endedAt };
  return { ...about, count: 1, batches: 1, samples: [deadLetter] };
}

function add(group: OpenGroup, deadLetter: CountedDeadLetter): void {
  const { batchId, endedAt } = deadLetter;
  group.count++;
  if (group.lastBatchId !== batchId) group.batches++;
  group.lastBatchId = batchId;
  group.firstAt = Math.min(group.firstAt, endedAt);
  const oldest = group.samples.at(-1);
  if (oldest && group.samples.length === SAMPLES && oldest.endedAt >= endedAt) return;
  group.samples = [...group.samples, deadLetter].sort((left, right) => right.endedAt - left.endedAt).slice(0, SAMPLES);
}

function largest(open: ReadonlyMap<string, OpenGroup>, most: number): readonly OpenGroup[] {
  const newest = ({ samples }: OpenGroup): number => samples[0]?.endedAt ?? 0;
  const bySize = (left: OpenGroup, right: OpenGroup): number =>
    right.count - left.count || newest(right) - newest(left);
  return [...open.values()].sort(bySize).slice(0, most);
}

function shown({ fingerprint, model, code, count, batches, firstAt, samples }: OpenGroup): DeadLetterGroup {
  const [newest] = samples;
  return {
    ...{ fingerprint, model, code, message: newest?.failure.message ?? null, count, batches, firstAt },
    lastAt: newest?.endedAt ?? firstAt,
    sampleIds: samples.map(({ id }) => id),
  };
}
