/** The same thing, of which each call waits a while before it is made and before it is answered: so that others come between. */
export function slowCalls<Thing extends object>(thing: Thing, wait: () => Promise<void>): Thing {
  return new Proxy(thing, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver);
      if (typeof member === 'object' && member !== null) return slowCalls(member, wait);
      // Streams are as they are: what is read is one call, however many chunks it has.
      if (typeof member !== 'function' || name === 'read' || typeof name === 'symbol') return member;
      return async (...args: unknown[]) => {
        await wait();
        const answer = await Reflect.apply(member, target, args);
        await wait();
        return answer;
      };
    },
  });
}
