import { SpillwayError } from '../errors/index.ts';

/** For calls that cannot answer that there is none. */
export function noSuchBatch(id: string, param = 'id'): SpillwayError {
  return new SpillwayError(`No batch found with id '${id}'.`, { code: 'not_found', param });
}
