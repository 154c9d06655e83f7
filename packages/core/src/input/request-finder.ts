import { SpillwayError } from '../errors/index.ts';
import type { ExtentPlace } from './extent-cutter.ts';
import { LineScanner } from './line-scanner.ts';
import { type Line, type LineBatch, splitLines } from './line-splitter.ts';
import type { ReadRange } from './read-range.ts';

export interface FoundRequest {
  readonly line: number;
  readonly customId: string;
}

/** Reads single requests of the input again, extent by extent. */
export class RequestFinder {
  private readonly places: readonly ExtentPlace[];
  private readonly readRange: ReadRange;
  private readonly scanner: LineScanner = new LineScanner();
  private lastPlace: ExtentPlace | undefined;
  private lastBytes: Uint8Array = new Uint8Array(0);

  constructor(places: readonly ExtentPlace[], readRange: ReadRange) {
    this.places = places;
    this.readRange = readRange;
  }

  async find(seq: number): Promise<FoundRequest> {
    const place = this.placeOf(seq);
    if (place !== this.lastPlace) {
      this.lastBytes = await this.readRange(place.offset, place.bytes);
      this.lastPlace = place;
    }
    let skip = seq - place.firstSeq;
    for (const batch of splitLines(this.lastBytes)) {
      if (skip < batch.lines.length) return this.requestIn(batch, skip, place.firstLine);
      skip -= batch.lines.length;
    }
    throw new SpillwayError(`the input no longer holds request ${seq}`, { code: 'internal' });
  }

  /** The last place that does not begin behind the request. */
  private placeOf(seq: number): ExtentPlace {
    let from = 0;
    let end = this.places.length;
    while (end - from > 1) {
      const middle = (from + end) >> 1;
      if ((this.places[middle] as ExtentPlace).firstSeq <= seq) from = middle;
      else end = middle;
    }
    return this.places[from] as ExtentPlace;
  }

  private requestIn(batch: LineBatch, index: number, firstLine: number): FoundRequest {
    const line = batch.lines[index] as Line;
    const scanned = this.scanner.scan(batch, line);
    return { line: firstLine + line.number - 1, customId: scanned.text(scanned.customId) ?? '' };
  }
}
