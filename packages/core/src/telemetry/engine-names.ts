import { BoundedNames } from './bounded-names.ts';

/** Engines that have series of their own in a process; all others share one. */
const ENGINES = 100;
/** What is no address says nothing that may be a label: anybody's executor could put a key there. */
const namelessEngine = 'unnamed';

/** Engines as labels: scheme, host and port alone, without names and passwords, paths and queries. */
export class EngineNames {
  readonly #bounded = new BoundedNames(ENGINES);
  /** An address is taken apart once, not for each request. */
  readonly #known = new Map<string, string>();

  label(engine: string): string {
    const known = this.#known.get(engine);
    if (known !== undefined) return known;
    const label = this.#bounded.label(originOf(engine));
    if (this.#known.size < 10 * ENGINES) this.#known.set(engine, label);
    return label;
  }
}

function originOf(engine: string): string {
  const url = URL.parse(engine);
  return url && url.host !== '' ? `${url.protocol}//${url.host}` : namelessEngine;
}
