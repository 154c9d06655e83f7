import type { JSX } from 'preact';
import { bytesText, counted, countText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ProblemList } from '../../parts/problem-list.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { TextBlock } from '../../parts/text-block.tsx';
import { type CheckedInput, checkInput } from './check-input.ts';
import { OrderForm } from './order-form.tsx';

export interface ChosenFileProps {
  readonly file: File;
  onAnother(): void;
}

/** A file of this machine: what it holds, what is wrong with it, and how it is to be run. */
export function ChosenFile({ file, onAnother }: ChosenFileProps): JSX.Element {
  const loaded = useLoaded(`input ${file.name}`, (signal) => checkInput(file, signal));
  return (
    <>
      <p>
        <strong>{file.name}</strong>, {bytesText(file.size)}.{' '}
        <button type="button" class="quiet" onClick={onAnother}>
          Choose another
        </button>
      </p>
      <WhenLoaded loaded={loaded} what={`all lines of ${file.name}`}>
        {(checked) => (
          <>
            <Findings checked={checked} />
            {checked.problemCount === 0 && <OrderForm source={{ file }} endpoint={checked.endpoints[0] ?? ''} />}
            <TextBlock title="First lines" text={checked.firstLines.map((line) => line.slice(0, 2_000)).join('\n')} />
          </>
        )}
      </WhenLoaded>
    </>
  );
}

function Findings({ checked }: { readonly checked: CheckedInput }): JSX.Element {
  const { requests, problems, problemCount, models, partial } = checked;
  return (
    <section aria-label="What the file holds">
      <p>
        {partial && 'At least '}
        {counted(requests, 'request')}
        {models.length > 0 && ` for ${models.join(', ')}`}
        {partial && '. Only the first 256 MB were read here; the server reads all of it.'}
      </p>
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
