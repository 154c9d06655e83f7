import type { JSX } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { Failure, messageOf } from '../../parts/failure.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { viewOf } from './view-of.tsx';

/** The view that an address names; what is left when it breaks, until another is gone to. */
export function GuardedView({ segments }: { readonly segments: readonly string[] }): JSX.Element {
  const [broken, mend] = useErrorBoundary();
  useEffect(mend, [segments.join('/')]);
  if (broken === undefined) return viewOf(segments);
  const message = `This view broke: ${messageOf(broken)}. Try again, or reload the page; if it breaks again, the server may be of another version.`;
  return (
    <PageView title="Something broke">
      <Failure failure={message} retry={mend} />
    </PageView>
  );
}
