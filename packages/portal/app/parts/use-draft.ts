import { useState } from 'preact/hooks';

/** What is being typed, until it counts. It begins anew when what counts is changed, and the field stays the same one. */
export function useDraft<Value>(counts: Value): readonly [draft: Value, write: (draft: Value) => void] {
  const of = JSON.stringify(counts);
  const [kept, keep] = useState({ of, draft: counts });
  return [kept.of === of ? kept.draft : counts, (draft) => keep({ of, draft })];
}
