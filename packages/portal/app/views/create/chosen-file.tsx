import type { CallerLimits } from '@spillway/api-types';
import type { JSX } from 'preact';
import { bytesText, counted, countText } from '../../format/amount.ts';
import { Failure } from '../../parts/failure.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { TextBlock } from '../../parts/text-block.tsx';
import { caller, tenant } from '../../session/session.ts';
import { ByteProgress } from './byte-progress.tsx';
import type { CheckedInput } from './check-input.ts';
import { OrderForm } from './order-form.tsx';
import { useCheckedInput } from './use-checked-input.ts';

export interface ChosenFileProps {
  readonly file: File;
  onAnother(): void;
}

/** A file of this machine: what it holds, what is wrong with it, and how it is to be run. */
export function ChosenFile({ file, onAnother }: ChosenFileProps): JSX.Element {
  const most = mostBytes(caller.value?.limits);
  return (
    <>
      <p>
        <strong>{file.name}</strong>, {bytesText(file.size)}.{' '}
        <button type="button" class="quiet" onClick={onAnother}>
          Choose another
        </button>
      </p>
      {file.size > most ? (
        <p class="failure" role="alert">
          The server takes files of up to {bytesText(most)}. Split it into several.
        </p>
      ) : (
        <CheckedFile file={file} />
      )}
    </>
  );
}

function mostBytes(limits: CallerLimits | undefined): number {
  if (!limits) return Number.POSITIVE_INFINITY;
  return limits.upload_part_bytes === null ? limits.max_file_bytes : limits.max_upload_bytes;
}

function CheckedFile({ file }: { readonly file: File }): JSX.Element {
  const { readBytes, checked, failure, stop } = useCheckedInput(file);
  if (failure !== undefined) return <Failure failure={failure} />;
  if (!checked) {
    const share = file.size === 0 ? 0 : readBytes / file.size;
    return <ByteProgress label="Check" done="checked" share={share} bytes={file.size} onStop={stop} />;
  }
  return (
    <>
      <Findings checked={checked} isPartial={checked.readBytes < file.size} />
      {/* What was uploaded for one tenant is not there for another. */}
      {checked.problemCount === 0 && (
        <OrderForm key={tenant.value} source={{ file }} endpoint={checked.endpoints[0] ?? ''} />
      )}
      <TextBlock title="First lines" text={checked.firstLines.map((line) => line.slice(0, 2_000)).join('\n')} />
    </>
  );
}

interface FindingsProps {
  readonly checked: CheckedInput;
  readonly isPartial: boolean;
}

function Findings({ checked, isPartial }: FindingsProps): JSX.Element {
  const { requests, problems, problemCount, models, readBytes, comparedAll } = checked;
  return (
    <section aria-label="What the file holds">
      <p>
        {isPartial && 'At least '}
        {counted(requests, 'request')}
        {models.length > 0 && ` for ${models.join(', ')}`}
      </p>
      {isPartial && (
        <p class="hint">Only the first {bytesText(readBytes)} were read here; the server reads all of it.</p>
      )}
      {!comparedAll && <p class="hint">There are so many that the server alone compares every custom_id.</p>}
      {problemCount > 0 && (
        <>
          <p class="failure" role="alert">
            {counted(problemCount, 'problem')}: as it stands the batch would fail, and nothing would run. Mend the file
            and choose it again.
            {problemCount > problems.length && ` Here are the first ${countText(problems.length)}.`}
          </p>
          <ProblemList problems={problems} />
        </>
      )}
    </section>
  );
}
