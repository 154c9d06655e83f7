import { SpillwayError } from '../errors/index.ts';

/** Throws `invalid_argument` for a name that no file of the purpose can have. */
export function refuseBadName(
  filename: string,
  { purpose = 'batch', param = 'file' }: { readonly purpose?: string; readonly param?: string },
): void {
  if (filename === '' || filename.length > 512 || /\p{Cc}|\p{Cs}/u.test(filename)) {
    throw new SpillwayError('The file needs a name of 1 to 512 characters, without control characters.', {
      code: 'invalid_argument',
      param,
    });
  }
  if (purpose === 'batch' && !filename.toLowerCase().endsWith('.jsonl')) {
    throw new SpillwayError(`'${filename}' does not end in .jsonl.`, {
      code: 'invalid_argument',
      param,
      hint: 'Files with purpose "batch" hold one JSON object a line; name the file accordingly.',
    });
  }
}
