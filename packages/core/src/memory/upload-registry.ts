import { SpillwayError } from '../errors/index.ts';
import type { TenantKey } from '../store/file-registry.ts';
import type {
  NewUpload,
  NewUploadPart,
  UploadClosing,
  UploadPart,
  UploadRecord,
  UploadRegistry,
} from '../store/upload-registry.ts';
import type { MemoryState } from './memory-state.ts';

export interface StoredUpload {
  readonly record: Omit<UploadRecord, 'status' | 'parts' | 'partIds' | 'purged'>;
  readonly parts: Map<string, UploadPart>;
  closing: UploadClosing | undefined;
  purged: boolean;
  /** When it is due to be purged. */
  dueAt: number;
}

const COMPLETION_MS = 3_600_000;
const REMEMBERED_MS = 86_400_000;

export function createUploadRegistry(state: MemoryState): UploadRegistry {
  return {
    create: async (upload) => createUpload(state, upload),
    async get(key) {
      const upload = uploadOf(state, key);
      return upload && recordOf(upload, state.now());
    },
    addPart: async (part) => addPart(state, part),
    close: async (closing) => closeUpload(state, closing),
    expired: async ({ limit }) => dueUploads(state).slice(0, limit),
    async purge(ids) {
      for (const id of ids) purgeUpload(state, id);
    },
  };
}

function createUpload({ uploads, now }: MemoryState, { expiresInMs, ...upload }: NewUpload): UploadRecord {
  if (uploads.has(upload.id)) throw new SpillwayError(`upload ${upload.id} exists`, { code: 'conflict' });
  const createdAt = now();
  const expiresAt = createdAt + expiresInMs;
  const record = { ...upload, createdAt, expiresAt };
  const stored = { record, parts: new Map(), closing: undefined, purged: false, dueAt: expiresAt };
  uploads.set(upload.id, stored);
  return recordOf(stored, createdAt);
}

function uploadOf({ uploads }: MemoryState, { tenant, id }: TenantKey): StoredUpload | undefined {
  const upload = uploads.get(id);
  return upload?.record.tenant === tenant ? upload : undefined;
}

function isPending({ closing, record }: StoredUpload, now: number): boolean {
  return closing === undefined && now < record.expiresAt;
}

function recordOf(upload: StoredUpload, now: number): UploadRecord {
  const { record, parts, closing, purged } = upload;
  const inOrder = (left: UploadPart, right: UploadPart): number =>
    left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1);
  return structuredClone({
    ...record,
    status: closing?.as ?? (isPending(upload, now) ? 'pending' : 'expired'),
    parts: [...parts.values()].sort(inOrder),
    partIds: closing?.as === 'completed' ? closing.partIds : null,
    purged,
  });
}

function addPart(state: MemoryState, { tenant, uploadId, id, bytes }: NewUploadPart): UploadPart | 'closed' | 'absent' {
  const upload = uploadOf(state, { tenant, id: uploadId });
  const createdAt = state.now();
  if (!upload) return 'absent';
  if (!isPending(upload, createdAt)) return 'closed';
  const part = upload.parts.get(id) ?? Object.freeze({ id, bytes, createdAt });
  if (part.bytes !== bytes) throw new SpillwayError(`part ${id} exists with other bytes`, { code: 'conflict' });
  upload.parts.set(id, part);
  return part;
}

function closeUpload(state: MemoryState, closing: UploadClosing): UploadRecord | undefined {
  const upload = uploadOf(state, closing);
  const now = state.now();
  if (upload && isPending(upload, now)) {
    upload.closing = structuredClone(closing);
    upload.dueAt = closing.as === 'completed' ? now + COMPLETION_MS : now;
  }
  return upload && recordOf(upload, now);
}

function dueUploads({ uploads, now }: MemoryState): string[] {
  return [...uploads.values()]
    .filter(({ dueAt }) => dueAt <= now())
    .sort((left, right) => left.dueAt - right.dueAt)
    .map(({ record }) => record.id);
}

function purgeUpload({ uploads, now }: MemoryState, id: string): void {
  const upload = uploads.get(id);
  if (!upload || isPending(upload, now())) return;
  upload.parts.clear();
  upload.purged = true;
  upload.dueAt = upload.record.expiresAt + REMEMBERED_MS;
  if (upload.dueAt <= now()) uploads.delete(id);
}
