import { SpillwayError } from '../errors/index.ts';
import type { FileQuery, FileRecord, FileRegistry, NewFile, TenantKey } from '../store/file-registry.ts';
import type { MemoryState } from './memory-state.ts';
import { goneAt, inputKey, inputsInUse, isInUse, isVisible, type StoredFile } from './stored-file.ts';

export function createFileRegistry(state: MemoryState): FileRegistry {
  return {
    create: async (file) => createFile(state, file),
    get: async (key) => visibleFile(state, key)?.record,
    list: async (query) => listFiles(state, query),
    remove: async (key) => removeFile(state, key),
    known: async (ids) => knownFiles(state, ids),
    expired: async ({ limit, goneForMs = 0 }) => expiredFiles(state, limit, goneForMs).map(({ record }) => record),
    purge: async (ids) => purgeFiles(state, ids),
  };
}

function createFile(state: MemoryState, { expiresInMs, ...file }: NewFile): FileRecord {
  const existing = state.files.get(file.id)?.record;
  if (existing) return sameContent(existing, file);
  const now = state.now();
  const record = Object.freeze({ ...file, createdAt: now, expiresAt: expiresInMs === null ? null : now + expiresInMs });
  state.files.set(file.id, { record, removedAt: null });
  return record;
}

function sameContent(existing: FileRecord, file: Omit<NewFile, 'expiresInMs'>): FileRecord {
  const same = (['tenant', 'purpose', 'bytes', 'sha256'] as const).every((field) => existing[field] === file[field]);
  if (same) return existing;
  throw new SpillwayError(`file ${file.id} exists with other content`, { code: 'conflict' });
}

function visibleFile(state: MemoryState, { tenant, id }: TenantKey): StoredFile | undefined {
  const file = state.files.get(id);
  return file?.record.tenant === tenant && isVisible(file, state.now()) ? file : undefined;
}

function listFiles(state: MemoryState, { tenant, purpose, after, limit, order }: FileQuery) {
  const turn = order === 'asc' ? 1 : -1;
  const inOrder = (left: FileRecord, right: FileRecord): number =>
    turn * (left.createdAt - right.createdAt || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
  const last = after === undefined ? undefined : state.files.get(after)?.record;
  if (after !== undefined && last?.tenant !== tenant) return { files: [], hasMore: false };
  const files = [...state.files.values()]
    .filter((file) => file.record.tenant === tenant && isVisible(file, state.now()))
    .map(({ record }) => record)
    .filter((record) => purpose === undefined || record.purpose === purpose)
    .filter((record) => last === undefined || inOrder(last, record) < 0)
    .sort(inOrder);
  return { files: files.slice(0, limit), hasMore: files.length > limit };
}

function removeFile(state: MemoryState, key: TenantKey): 'removed' | 'absent' | 'in_use' {
  const file = visibleFile(state, key);
  if (!file) return 'absent';
  if (isInUse(state, file)) return 'in_use';
  file.removedAt = state.now();
  return 'removed';
}

function knownFiles(state: MemoryState, ids: readonly string[]): FileRecord[] {
  return [...new Set(ids)].flatMap((id) => state.files.get(id)?.record ?? []);
}

/** Those that have been gone for the longest. Sorts a few of them at a time, however many there are. */
function expiredFiles(state: MemoryState, limit: number, goneForMs: number): StoredFile[] {
  const goneBy = state.now() - goneForMs;
  const inputs = inputsInUse(state);
  const isRead = ({ record }: StoredFile): boolean => inputs.size > 0 && inputs.has(inputKey(record.tenant, record.id));
  let found: StoredFile[] = [];
  let bound = Number.POSITIVE_INFINITY;
  for (const file of state.files.values()) {
    const at = goneAt(file);
    if (at > goneBy || at > bound || isRead(file)) continue;
    if (found.push(file) < 2 * limit + 1_000) continue;
    found = longestGone(found, limit);
    bound = goneAt(found.at(-1) as StoredFile);
  }
  return longestGone(found, limit);
}

function longestGone(files: readonly StoredFile[], limit: number): StoredFile[] {
  return files.toSorted((left, right) => goneAt(left) - goneAt(right)).slice(0, limit);
}

function purgeFiles(state: MemoryState, ids: readonly string[]): void {
  for (const id of ids) {
    const file = state.files.get(id);
    if (file && !isVisible(file, state.now())) state.files.delete(id);
  }
}
