/** Things that must be closed, in the reverse order in which they were opened, whatever happens in between. */
export class ReleaseStack implements AsyncDisposable {
  readonly #things: AsyncDisposable[] = [];
  #released = false;

  /** Takes it over, and hands it back for use. */
  add<Thing extends AsyncDisposable>(thing: Thing): Thing {
    if (this.#released) throw new Error('something was opened after everything was closed');
    this.#things.push(thing);
    return thing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#released = true;
    const failures: unknown[] = [];
    for (let thing = this.#things.pop(); thing; thing = this.#things.pop()) {
      try {
        await thing[Symbol.asyncDispose]();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0)
      throw failures.length === 1 ? failures[0] : new AggregateError(failures, String(failures[0]));
  }
}
