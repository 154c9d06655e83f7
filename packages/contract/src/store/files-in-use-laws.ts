import assert from 'node:assert/strict';
import type { FileRecord, TenantKey } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { seededChance } from '../seeded-chance.ts';
import { newBatch } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

const seeds = [1, 2, 3];
const rounds = 25;
const movesOfRound = 10;
/** Between a file's end and its sweep; no more than eight tenths of it pass within a round. */
const graceMs = 100_000;

interface Reader extends TenantKey {
  readonly file: FileRecord;
}

/** Those who make, read, remove and sweep files, at once, with a set of keys in place of a blob storage. */
class Players {
  readonly #harness: StoreHarness;
  readonly #chance: () => number;
  readonly #tenant: string;
  readonly #bytes = new Set<string>();
  readonly #files: FileRecord[] = [];
  readonly #batches: { readonly id: string; readonly inputFileId: string }[] = [];
  /** Batches that saw their input while they were live, or were about to be. */
  readonly #readers: Reader[] = [];
  reopened = 0;
  swept = 0;

  constructor(harness: StoreHarness, seed: number) {
    this.#harness = harness;
    this.#chance = seededChance(seed);
    this.#tenant = harness.freshId();
  }

  async play(): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await Promise.all(Array.from({ length: movesOfRound }, () => this.#move()));
      this.#harness.clock.advance(Math.floor(this.#chance() * graceMs));
    }
  }

  /** Ends every batch, and sweeps what is due then. Answers the bytes that are left, and those of visible files. */
  async settle(): Promise<{ readonly left: readonly string[]; readonly visible: readonly string[] }> {
    const { store, clock } = this.#harness;
    // Longer than any store believes in a batch that was announced and did not come.
    clock.advance(10 * graceMs);
    for (let step = 0; step < 4; step++) await this.#end();
    for (let found = -1; found !== this.swept; ) {
      found = this.swept;
      await this.#sweep();
    }
    const { files } = await store.files.list({ tenant: this.#tenant, limit: 1_000, order: 'asc' });
    return { left: [...this.#bytes].sort(), visible: files.map(({ blob }) => blob).sort() };
  }

  async #move(): Promise<void> {
    const at = this.#chance();
    if (at < 0.15) return this.#upload();
    if (at < 0.3) return this.#create();
    if (at < 0.45) return this.#end();
    if (at < 0.65) return this.#retry();
    if (at < 0.75) return this.#remove();
    if (at < 0.9) return this.#sweep();
    this.#harness.clock.advance(Math.floor(this.#chance() * 0.08 * graceMs));
  }

  async #upload(): Promise<void> {
    const { store, freshId } = this.#harness;
    const id = freshId();
    const file = { id, tenant: this.#tenant, blob: `files/${id}/1`, purpose: 'batch', filename: 'in.jsonl' };
    const expiresInMs = this.#chance() < 0.5 ? null : Math.floor(this.#chance() * 3 * graceMs);
    this.#bytes.add(file.blob);
    this.#files.push(await store.files.create({ ...file, bytes: 1, sha256: 'ab'.repeat(32), expiresInMs }));
  }

  async #create(): Promise<void> {
    const file = this.#one(this.#files);
    if (!file) return;
    const batch = newBatch(this.#harness, { tenant: this.#tenant, inputFileId: file.id });
    await this.#harness.store.batches.create(batch);
    this.#batches.push(batch);
    await this.#reads(batch.id, file.id);
  }

  /** As whoever plans a batch looks at its input. */
  async #reads(batchId: string, fileId: string): Promise<void> {
    const key = { tenant: this.#tenant, id: fileId };
    const file = await this.#harness.store.files.get(key);
    if (file) this.#found({ tenant: this.#tenant, id: batchId, file });
  }

  #found(reader: Reader): void {
    assert.ok(this.#bytes.has(reader.file.blob), 'what a live batch saw a moment ago is there');
    this.#readers.push(reader);
  }

  /** Takes each batch that is due a phase further. */
  async #end(): Promise<void> {
    const { batches } = this.#harness.store;
    const own = new Set(this.#batches.map(({ id }) => id));
    const steps = await batches.claimDue({ limit: 1_000, leaseMs: graceMs });
    for (const step of steps.filter(({ batchId }) => own.has(batchId))) {
      const phase = step.batch.phase === 'validating' ? 'in_progress' : 'completed';
      await batches.advance(step, { phase, dueInMs: phase === 'completed' ? null : 0 });
    }
  }

  async #retry(): Promise<void> {
    const { batches, files } = this.#harness.store;
    const batch = this.#one(this.#batches);
    if (!batch) return;
    const key = { tenant: this.#tenant, id: batch.id };
    const file = await files.get({ tenant: this.#tenant, id: batch.inputFileId });
    if (!file) return;
    const selection = { outcomes: ['failed'] } as const;
    const { kind } = await batches.reopen(key, { selection, window: '24h', windowMs: 86_400_000 });
    if (kind !== 'reopened') return;
    this.reopened++;
    this.#found({ ...key, file });
  }

  async #remove(): Promise<void> {
    const file = this.#one(this.#files);
    if (file) await this.#harness.store.files.remove(file);
  }

  async #sweep(): Promise<void> {
    const { store } = this.#harness;
    const due = await store.files.expired({ limit: 1_000, goneForMs: graceMs });
    for (const file of due.filter(({ tenant }) => tenant === this.#tenant)) {
      this.#bytes.delete(file.blob);
      this.swept++;
      for (const reader of this.#readers.filter((one) => one.file.id === file.id)) {
        const batch = await store.batches.get(reader);
        assert.notEqual(batch?.endedAt, null, 'no live batch reads what is swept');
      }
      await store.files.purge([file.id]);
    }
  }

  /** One of the latest. */
  #one<Thing>(things: readonly Thing[]): Thing | undefined {
    const latest = things.slice(-5);
    return latest[Math.floor(this.#chance() * latest.length)];
  }
}

export const filesInUseLaws: readonly Law<StoreHarness>[] = lawsOf('files in use', {
  'whatever meets whatever, no sweep takes what a live batch saw, and what is over goes': async (harness) => {
    let reopened = 0;
    let swept = 0;
    for (const seed of seeds) {
      const players = new Players(harness, seed);
      await players.play();
      const { left, visible } = await players.settle();
      assert.deepEqual(left, visible);
      reopened += players.reopened;
      swept += players.swept;
    }
    assert.ok(reopened > 0 && swept > 0, 'batches were reopened and files swept');
  },
});
