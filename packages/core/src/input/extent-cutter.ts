import type { Extent, PlannedExtent } from '../store/extent.ts';
import type { Line } from './line-splitter.ts';

export interface ExtentBounds {
  readonly maxRequests: number;
  readonly maxBytes: number;
}

/** An extent and the line number of its first request. */
export interface ExtentPlace extends Extent {
  readonly firstLine: number;
}

interface OpenModel {
  readonly model: string;
  readonly seqs: [from: number, end: number][];
  tokens: number;
}

/**
 * Cuts lines into extents of at most so many requests and bytes; a line over the bytes is an extent of its own. An
 * extent reaches from the first byte of its first line to the last of its last, without the line feed.
 */
export class ExtentCutter {
  /** The extents that were cut, for finding a request again. About two thousand for a million requests. */
  readonly places: ExtentPlace[] = [];
  private readonly bounds: ExtentBounds;
  private firstSeq = 0;
  private firstLine = 0;
  private requests = 0;
  private offset = 0;
  private end = 0;
  private models: OpenModel[] = [];

  constructor(bounds: ExtentBounds) {
    this.bounds = bounds;
  }

  /** Adds the next request; answers the extent before it when it begins a new one. */
  add(line: Line, model: string, tokens: number): PlannedExtent | undefined {
    const lineEnd = line.offset + line.length;
    const isCut =
      this.requests > 0 && (this.requests === this.bounds.maxRequests || lineEnd - this.offset > this.bounds.maxBytes);
    const cut = isCut ? this.finish() : undefined;
    if (this.requests === 0) {
      this.offset = line.offset;
      this.firstLine = line.number;
    }
    this.count(this.firstSeq + this.requests, model, tokens);
    this.requests++;
    this.end = lineEnd;
    return cut;
  }

  /** The extent that is still open. */
  finish(): PlannedExtent | undefined {
    if (this.requests === 0) return undefined;
    const { firstSeq, requests, offset, models } = this;
    const extent = { firstSeq, requests, offset, bytes: this.end - offset };
    this.places.push({ ...extent, firstLine: this.firstLine });
    this.firstSeq += requests;
    this.requests = 0;
    this.models = [];
    return { ...extent, models };
  }

  private count(seq: number, model: string, tokens: number): void {
    const open = this.models.find((known) => known.model === model) ?? this.openModel(model);
    const last = open.seqs.at(-1);
    if (last && last[1] === seq) last[1] = seq + 1;
    else open.seqs.push([seq, seq + 1]);
    open.tokens += tokens;
  }

  private openModel(model: string): OpenModel {
    const open: OpenModel = { model, seqs: [], tokens: 0 };
    this.models.push(open);
    return open;
  }
}
