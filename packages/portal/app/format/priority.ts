/** The priorities that have a name, the highest first, in the words of `spillway_priority`. */
export const priorities: readonly (readonly [priority: string, name: string])[] = [
  ['10', 'high'],
  ['5', 'medium'],
  ['1', 'normal'],
  ['0', 'low'],
];

/** `high`, `normal`; the number where it has no name. */
export function priorityText(priority: number): string {
  return priorities.find(([value]) => value === String(priority))?.[1] ?? String(priority);
}
