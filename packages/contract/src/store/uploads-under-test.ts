import assert from 'node:assert/strict';
import type { NewUpload, UploadPart, UploadRecord, UploadRegistry } from '@spillway/core/store';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';

/** How long the uploads of laws live. */
export const uploadLifeMs = 3_600_000;
/** How long after its expiry an upload is forgotten. */
export const rememberedMs = 86_400_000;

/** An upload of a law, and the calls that the law makes about it. */
export interface UploadUnderTest {
  readonly uploads: UploadRegistry;
  readonly record: UploadRecord;
  readonly key: { readonly tenant: string; readonly id: string };
  get(): Promise<UploadRecord | undefined>;
  add(id: string, bytes?: number): Promise<UploadPart | 'closed' | 'absent'>;
  complete(...partIds: readonly string[]): Promise<UploadRecord | undefined>;
  cancel(): Promise<UploadRecord | undefined>;
}

export function newUpload({ freshId }: StoreHarness, overrides: Partial<NewUpload> = {}): NewUpload {
  return {
    id: freshId(),
    tenant: freshId(),
    filename: 'input.jsonl',
    purpose: 'batch',
    bytes: 3_000,
    fileExpiresInMs: null,
    direct: false,
    expiresInMs: uploadLifeMs,
    ...overrides,
  };
}

export async function createUpload(
  harness: StoreHarness,
  overrides: Partial<NewUpload> = {},
): Promise<UploadUnderTest> {
  const uploads = roleOf(harness, 'uploads');
  const record = await uploads.create(newUpload(harness, overrides));
  const key = { tenant: record.tenant, id: record.id };
  return {
    uploads,
    record,
    key,
    get: () => uploads.get(key),
    add: (id, bytes = 1_000) => uploads.addPart({ tenant: key.tenant, uploadId: key.id, id, bytes }),
    complete: (...partIds) => uploads.close({ ...key, as: 'completed', partIds }),
    cancel: () => uploads.close({ ...key, as: 'cancelled' }),
  };
}

/** The ids of these uploads that are due to be purged, in the order in which the store names them. */
export async function dueAmong(harness: StoreHarness, ...uploads: readonly UploadUnderTest[]): Promise<string[]> {
  const ids = uploads.map(({ key }) => key.id);
  const due = await roleOf(harness, 'uploads').expired({ limit: 100_000 });
  assert.equal(new Set(due).size, due.length, 'each upload is named once');
  return due.filter((id) => ids.includes(id));
}
