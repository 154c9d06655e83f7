import type { BatchError } from '@spillway/api-types';
import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { ProblemList } from '../../parts/problem-list.tsx';
import { mayWrite } from '../../session/session.ts';

/** Of a batch whose input did not validate: what is wrong with it, and what to do. */
export function RefusedInput({ problems }: { readonly problems: readonly BatchError[] }): JSX.Element {
  return (
    <section aria-label="What is wrong">
      <p class="failure">
        The input is not valid, so nothing ran. Mend the file
        {mayWrite.value ? (
          <>
            {' '}
            and <a href={addressOf(['create'])}>create a batch</a> from it.
          </>
        ) : (
          '.'
        )}
      </p>
      <ProblemList problems={problems} />
    </section>
  );
}
