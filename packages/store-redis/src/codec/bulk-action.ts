import type { BulkActionRecord, BulkTarget, NewBulkAction } from '@spillway/core/store';

type Asked = Pick<BulkActionRecord, 'action' | 'filter' | 'window' | 'fingerprint'>;
type Progress = Pick<BulkActionRecord, 'counts' | 'problems'>;
type Packed = readonly [batchId: string, revision: number, weight: number];

/** Targets lie together in lists, so many in each element. */
export const targetsPerElement = 500;

export function encodeAsked({ action, filter, window, fingerprint }: NewBulkAction): string {
  return JSON.stringify({ action, filter, window, fingerprint } satisfies Asked);
}

export function encodeProgress({ counts, problems }: Progress): string {
  return JSON.stringify({ counts, problems } satisfies Progress);
}

/** The action of its fields; undefined when there are none. */
export function decodeBulkAction(
  id: string,
  fields: ReadonlyMap<string, string> | undefined,
): BulkActionRecord | undefined {
  if (!fields?.has('tenant')) return undefined;
  const instant = (name: string): number | null => (fields.has(name) ? Number(fields.get(name)) : null);
  return {
    id,
    tenant: fields.get('tenant') ?? '',
    ...(JSON.parse(fields.get('asked') ?? '{}') as Asked),
    ...(JSON.parse(fields.get('progress') ?? '{}') as Progress),
    phase: fields.get('phase') as BulkActionRecord['phase'],
    targets: Number(fields.get('targets')),
    cursor: Number(fields.get('cursor')),
    createdAt: Number(fields.get('createdAt')),
    startedAt: instant('startedAt'),
    cancelRequestedAt: instant('cancelRequestedAt'),
    endedAt: instant('endedAt'),
  };
}

export function encodeTargets(targets: readonly BulkTarget[]): readonly string[] {
  const packed = targets.map(({ batchId, revision, weight }): Packed => [batchId, revision, weight]);
  return Array.from({ length: Math.ceil(packed.length / targetsPerElement) }, (_, index) =>
    JSON.stringify(packed.slice(index * targetsPerElement, (index + 1) * targetsPerElement)),
  );
}

export function decodeTargets(elements: readonly string[]): readonly BulkTarget[] {
  return elements
    .flatMap((element) => JSON.parse(element) as readonly Packed[])
    .map(([batchId, revision, weight]) => ({ batchId, revision, weight }));
}
