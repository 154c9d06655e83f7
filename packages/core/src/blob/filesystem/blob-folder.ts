import type { FolderSync } from './folder-sync.ts';
import type { TemporaryFolder } from './temporary-folder.ts';

/** The folder on the disk that holds the blobs, and what its operations share. */
export interface BlobFolder {
  readonly root: string;
  readonly temporary: TemporaryFolder;
  /** Makes the names of blobs and folders durable. */
  readonly names: FolderSync;
  /** False where durability does not matter, for instance in tests. */
  readonly fsync: boolean;
}
