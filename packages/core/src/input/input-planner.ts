import type { Problem } from '../store/batch.ts';
import type { PlannedExtent } from '../store/extent.ts';
import { checkDuplicates } from './check-duplicates.ts';
import { checkLine, estimateTokens } from './check-line.ts';
import { CustomIdHash, customIdBytes, randomHashKey } from './custom-id-hash.ts';
import { customIdIndexBytes, encodeCustomIdIndex } from './custom-id-index.ts';
import { ExtentCutter } from './extent-cutter.ts';
import { findSuspects } from './find-suspects.ts';
import { LineScanner } from './line-scanner.ts';
import type { Line, LineBatch } from './line-splitter.ts';
import type { PlanSettings } from './plan-options.ts';
import { ProblemReport } from './problem.ts';
import { RequestFinder } from './request-finder.ts';
import type { ScannedLine } from './scanned-line.ts';
import { SortedRuns } from './sorted-runs.ts';

/** What planning learned of an input. */
export interface InputPlan {
  /** Lines that are not blank; how far reading came when there are too many problems. */
  readonly requests: number;
  /** Estimated tokens of all requests, prompt and answer. */
  readonly tokens: number;
  /** Ascending by name. */
  readonly models: readonly InputModel[];
  /** Why the input cannot be run, in line order; empty when it can. */
  readonly problems: readonly Problem[];
  /** The index from custom_id to seq, to be put as a blob and asked with `findInCustomIdIndex`. */
  readonly customIdIndex: {
    /** Its size. */
    readonly bytes: number;
    /** The index as a stream; each call begins a new one. */
    read(): AsyncIterable<Uint8Array>;
  };
}

/** A model that the requests of an input name. */
export interface InputModel {
  /** Its name, as it stands in `body.model`. */
  readonly model: string;
  /** Requests that name it. */
  readonly requests: number;
  /** Their estimated tokens, prompt and answer. */
  readonly tokens: number;
}

/** The state of one planning pass: takes line after line and knows what the extents and problems are so far. */
export class InputPlanner {
  private readonly settings: PlanSettings;
  private readonly scanner: LineScanner;
  private readonly cutter: ExtentCutter;
  private readonly hash: CustomIdHash;
  private readonly ids: SortedRuns;
  private readonly models: Map<string, { requests: number; tokens: number }> = new Map();
  private fileModel: string | undefined;
  private readonly report: ProblemReport = new ProblemReport();
  private requests = 0;
  private tokens = 0;

  constructor(settings: PlanSettings) {
    this.settings = settings;
    this.scanner = new LineScanner({ maxDepth: settings.maxLineDepth });
    this.cutter = new ExtentCutter({ maxRequests: settings.maxShardRequests, maxBytes: settings.maxShardBytes });
    this.hash = new CustomIdHash(randomHashKey(settings.randomness));
    this.ids = new SortedRuns({ store: settings.runs });
  }

  /** Whether nothing that follows could change the answer. */
  get isDecided(): boolean {
    return this.report.problems.length >= this.settings.maxProblems || this.requests > this.settings.maxRequests;
  }

  /** Takes the next line; answers the extent that it completes, unless the input has problems. */
  add(batch: LineBatch, line: Line): PlannedExtent | undefined {
    const { settings, report } = this;
    const seq = this.requests++;
    report.line = line.number;
    if (this.requests > settings.maxRequests) return this.refuseMore(line);
    if (line.tooLong) return this.refuseLong(line);
    const scanned = this.scanner.scan(batch, line);
    this.noteCustomId(scanned, seq);
    const isGood = checkLine(scanned, settings, report, this.fileModel);
    const model = isGood ? (scanned.text(scanned.model) as string) : '';
    const tokens = isGood ? estimateTokens(scanned, settings) : 0;
    if (isGood) this.noteModel(model, tokens);
    return this.unlessRefused(this.cutter.add(line, model, tokens));
  }

  /** Hands a full run of hashes over; to be called at least every few thousand lines. */
  async settleIds(): Promise<void> {
    if (this.ids.isFull) await this.ids.closeRun();
  }

  /** The last extent, unless the input has problems. */
  lastExtent(): PlannedExtent | undefined {
    return this.unlessRefused(this.cutter.finish());
  }

  /** Looks for repeated custom_ids and sums up. */
  async finish(): Promise<InputPlan> {
    const { settings, report, ids } = this;
    ids.finish();
    if (this.requests === 0) this.refuseEmpty();
    if (report.problems.length < settings.maxProblems) await this.checkIds();
    const problems = report.problems.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0));
    return {
      requests: Math.min(this.requests, settings.maxRequests),
      tokens: this.tokens,
      models: this.modelsByName(),
      problems: problems.slice(0, settings.maxProblems),
      customIdIndex: {
        bytes: customIdIndexBytes(ids.count),
        read: () => encodeCustomIdIndex(this.hash.key, ids.count, ids.pages()),
      },
    };
  }

  private unlessRefused(extent: PlannedExtent | undefined): PlannedExtent | undefined {
    return this.report.problems.length === 0 ? extent : undefined;
  }

  private refuseEmpty(): void {
    this.report.line = null;
    this.report.add('empty_file', null, 'The file holds no requests. Write one JSON object per line.');
  }

  private refuseMore(line: Line): undefined {
    const most = this.settings.maxRequests.toLocaleString('en');
    const message = `The file holds more than ${most} requests: line ${line.number} is one too many. Split it into several files.`;
    this.report.line = null;
    this.report.add('too_many_tasks', null, message);
  }

  private refuseLong(line: Line): undefined {
    const bytes = line.length.toLocaleString('en');
    const most = this.settings.maxLineBytes.toLocaleString('en');
    this.report.add(
      'line_too_long',
      null,
      `The line is ${bytes} bytes long, over the bound of ${most}. Make it shorter.`,
    );
    this.cutter.add(line, '', 0);
  }

  private noteCustomId(line: ScannedLine, seq: number): void {
    const { bytes, customId } = line;
    if (line.fault || customId.kind !== 'string' || customId.end - customId.start === 2) return;
    if (customId.escaped) {
      const plain = customIdBytes(line.text(customId) as string);
      this.hash.update(plain, 0, plain.length);
    } else this.hash.update(bytes, customId.start + 1, customId.end - 1);
    this.ids.add(this.hash.high, this.hash.low, seq);
  }

  private noteModel(model: string, tokens: number): void {
    this.fileModel ??= model;
    this.tokens += tokens;
    const known = this.models.get(model);
    if (known) {
      known.requests++;
      known.tokens += tokens;
    } else if (this.models.size < this.settings.maxModels) this.models.set(model, { requests: 1, tokens });
    else {
      const message = `The file names more than ${this.settings.maxModels} models. Split it into several files.`;
      this.report.add('invalid_request', 'body.model', message);
    }
  }

  private async checkIds(): Promise<void> {
    const suspects = await findSuspects(this.ids.pages(), this.settings.maxProblems);
    await checkDuplicates(suspects, new RequestFinder(this.cutter.places, this.settings.readRange), this.report);
  }

  private modelsByName(): InputModel[] {
    const models = [...this.models].map(([model, sums]) => ({ model, ...sums }));
    return models.sort((left, right) => (left.model < right.model ? -1 : 1));
  }
}
