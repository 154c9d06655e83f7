import { orAborted } from '../or-aborted.ts';
import type { Upload, UploadCompletion } from './spillway-uploads.ts';

type Complete = (completion: Omit<UploadCompletion, 'signal'>) => Promise<Upload | undefined>;

/**
 * Completions that go on without who asked for them: joining many gigabytes takes longer than some connections stand still,
 * and who asks again waits for the same work. Its signal ends the waiting only.
 */
export function sharedCompletions(complete: Complete): (completion: UploadCompletion) => Promise<Upload | undefined> {
  const running = new Map<string, Promise<Upload | undefined>>();
  return ({ signal, ...completion }) => {
    const { tenant, id, partIds, md5 } = completion;
    const asked = JSON.stringify([tenant, id, partIds, md5]);
    const work = running.get(asked) ?? complete(completion).finally(() => running.delete(asked));
    running.set(asked, work);
    return orAborted(work, signal);
  };
}
