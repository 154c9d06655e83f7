/**
 * The web portal as files. `@spillway/server` serves them with its option `portal`; nobody else needs this.
 *
 * @module
 */

/** The folder with `index.html` and `static/`; empty in a checkout until `npm run prepare`. */
export const assetsFolder: URL = new URL('../assets/', import.meta.url);
