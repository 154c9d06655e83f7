import { expect, it } from 'vitest';
import { ReleaseStack } from './release-stack.ts';

it('closes in the reverse order, goes on after a failure, and throws it at the end', async () => {
  const closed: string[] = [];
  const thing = (name: string, error?: Error): AsyncDisposable => ({
    async [Symbol.asyncDispose]() {
      closed.push(name);
      if (error) throw error;
    },
  });
  const stack = new ReleaseStack();
  stack.add(thing('first'));
  stack.add(thing('second', new Error('stuck')));
  stack.add(thing('third'));
  await expect(stack[Symbol.asyncDispose]()).rejects.toThrow('stuck');
  expect(closed).toEqual(['third', 'second', 'first']);
  expect(() => stack.add(thing('late'))).toThrow('after everything was closed');
});
