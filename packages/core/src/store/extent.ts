import type { Seqs } from './seqs.ts';

/** A byte range of the input that holds the lines of one planning cut. */
export interface Extent {
  /** Seq of the first request. */
  readonly firstSeq: number;
  /** Requests in the extent, at most 65,535. */
  readonly requests: number;
  /** Byte offset of the range in the input. */
  readonly offset: number;
  readonly bytes: number;
}

/** An extent as planning appends it: a shard is made for each of its models. */
export interface PlannedExtent extends Extent {
  readonly models: readonly PlannedModel[];
}

/** The requests of an extent that one model is to answer. */
export interface PlannedModel {
  readonly model: string;
  /** The requests of the extent that name the model. */
  readonly seqs: Seqs;
  /** Estimated tokens of these requests, prompt and answer. */
  readonly tokens: number;
}
