import type { JSX } from 'preact';
import { PageView } from '../../parts/page-view.tsx';
import { Empty } from '../../parts/quiet.tsx';
import { isOperator } from '../../session/session.ts';
import { KeySection } from './key-section.tsx';
import { TenantSection } from './tenant-section.tsx';

/** Who may do what: keys, and the limits of tenants. */
export function AccessView(): JSX.Element {
  return (
    <PageView title="Access">
      {isOperator.value ? (
        <>
          <KeySection />
          <TenantSection />
        </>
      ) : (
        <Empty title="Only operators see keys and tenants.">Log in with an operator's key.</Empty>
      )}
    </PageView>
  );
}
