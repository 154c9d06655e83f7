import type { Law } from './law.ts';

/** What a law is checked on. Disposed after the law when it can be. */
export type CreateHarness<Harness extends Partial<AsyncDisposable>> = () => Promise<Harness>;

/** Rejects when the implementation behind the harness breaks the law. */
export async function checkLaw<Harness extends Partial<AsyncDisposable>>(
  law: Law<Harness>,
  createHarness: CreateHarness<Harness>,
): Promise<void> {
  const harness = await createHarness();
  try {
    await law.check(harness);
  } finally {
    await harness[Symbol.asyncDispose]?.();
  }
}
