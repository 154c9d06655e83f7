import type { OrphanKind } from './orphans.ts';

/**
 * Parts that came when their upload was over. Nobody need be asked: an upload expires within hours, and its file has bytes of
 * its own.
 */
export const uploadOrphans: OrphanKind = {
  prefix: 'uploads/',
  judge: async (blobs) => ({ orphans: blobs.map(({ key }) => key) }),
};
