import type { JSX } from 'preact';
import { route } from '../../address/route.ts';
import { isOperator, mayWrite } from '../../session/session.ts';

interface Place {
  readonly name: string;
  readonly segment: string;
  readonly shown: boolean;
}

/** What is gone to from another place, and stands for it here. */
const partOf: Readonly<Record<string, string>> = { requests: 'batches', 'bulk-actions': 'batches' };

export function Navigation(): JSX.Element {
  const places: readonly Place[] = [
    { name: 'Overview', segment: '', shown: true },
    { name: 'Batches', segment: 'batches', shown: true },
    { name: 'Create', segment: 'create', shown: mayWrite.value },
    { name: 'Dead letters', segment: 'dead-letters', shown: true },
    { name: 'Files', segment: 'files', shown: true },
    { name: 'History', segment: 'history', shown: true },
    { name: 'Fleet', segment: 'fleet', shown: isOperator.value },
    { name: 'Access', segment: 'access', shown: isOperator.value },
  ];
  const place = route.value.segments[0] ?? '';
  const here = partOf[place] ?? place;
  return (
    <nav aria-label="Views">
      <ul class="places">
        {places
          .filter(({ shown }) => shown)
          .map(({ name, segment }) => (
            <li key={segment}>
              <a href={`#/${segment}`} aria-current={segment === here ? 'page' : undefined}>
                {name}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}
