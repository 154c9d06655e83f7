import type { Mutant } from './mutant.ts';

export const uploadMutants: readonly Mutant[] = [
  {
    bug: 'an upload is pending at the moment of its expiry',
    statement: 'getUpload',
    replace: [['u.expires_at > coalesce', 'u.expires_at >= coalesce']],
    law: 'uploads: an upload is expired from the moment of its expiry: no part joins it, and nobody closes it',
  },
  {
    bug: 'the second to close an upload decides',
    statement: 'closeUpload',
    replace: [['u.closed_as is null and', '']],
    law: 'uploads: the first to close decides, and what was closed is answered as it is, to a replay too',
  },
  {
    bug: 'a part joins an upload that is closed',
    statement: 'addPart',
    replace: [['u.closed_as is null and', '']],
    law: 'uploads: no part joins an upload that is closed',
  },
  {
    bug: 'a part does not wait for who closes its upload',
    statement: 'addPart',
    replace: [['  for share\n', '']],
    law: 'uploads: of parts that race with close, those that were recorded are in its answer',
  },
  {
    bug: 'strangers close an upload',
    statement: 'closeUpload',
    replace: [['and u.tenant = $1::text', 'and $1::text is not null']],
    law: 'uploads: an upload of another tenant is answered like one that does not exist',
  },
  {
    bug: 'purge empties an upload that is pending',
    statement: 'purgeUploads',
    replace: [['and (u.closed_as is not null or u.expires_at <= (select now from moment))', '']],
    law: 'uploads: purge forgets the parts of uploads that are not pending, due or not, and a replay changes nothing',
  },
  {
    bug: 'a purged upload is never forgotten',
    statement: 'purgeUploads',
    replace: [['e.forgotten_at <= m.now', 'false']],
    law: 'uploads: purged, an upload is due again a day after its expiry, and purge forgets it',
  },
];
