/** Where the API keeps dead letters. */
export function deadLettersPath(below = ''): string {
  return `/v1/dead_letters${below}`;
}
