import type { BulkAction, BulkActionKind } from '@spillway/api-types';
import { counted } from '../../format/amount.ts';
import { fullInstantText } from '../../format/instant.ts';

const names: Readonly<Record<BulkActionKind, string>> = {
  cancel: 'Cancel batches',
  retry: 'Retry failed',
  requeue_dead_letters: 'Run dead letters again',
  drop_dead_letters: 'Drop dead letters',
};

export function nameOfBulk({ action }: Pick<BulkAction, 'action'>): string {
  return names[action];
}

/** `60 batches`, `1 dead letter`: what the numbers of the action count. */
export function countedOf({ action }: Pick<BulkAction, 'action'>, count: number): string {
  return action.endsWith('dead_letters') ? counted(count, 'dead letter') : counted(count, 'batch', 'batches');
}

/** `status failed, expired · model small` */
export function filterText(filter: BulkAction['filter']): string {
  const words = Object.entries(filter).map(([word, value]) => `${word.replaceAll('_', ' ')} ${valueText(word, value)}`);
  return words.filter((text) => text !== 'all true').join(' · ') || 'all';
}

function valueText(word: string, value: unknown): string {
  if (Array.isArray(value))
    return value.length > 3 ? `${value.slice(0, 3).join(', ')} and ${value.length - 3} more` : value.join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, wanted]) => `${name}=${wanted}`)
      .join(', ');
  if (typeof value === 'number' && word.startsWith('created')) return fullInstantText(value * 1_000);
  return String(value);
}
