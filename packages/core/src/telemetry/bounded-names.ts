/** Stands for the names beyond the bound. */
const otherName = 'other';

/**
 * Names that may be labels: the first few that come, since each makes series of its own and clients can make up models.
 * All others share one.
 */
export class BoundedNames {
  readonly #known = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  label(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size >= this.#most) return otherName;
    this.#known.add(name);
    return name;
  }
}
