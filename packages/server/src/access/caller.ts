import type { Scope } from '@spillway/core/store';
import { HttpRefusal } from '../wire/error-body.ts';

/** Who calls, as the key says. */
export interface Caller {
  readonly tenant: string;
  /** Null for the tenant as a whole. */
  readonly user: string | null;
  readonly scopes: readonly Scope[];
  /** Null when nobody asked for a key. */
  readonly keyId: string | null;
  /** What the key is called; null for the operator's own, and without one. */
  readonly keyName: string | null;
}

/** An operator may do whatever the others may, for every tenant. */
export function isOperator({ scopes }: Caller): boolean {
  return scopes.includes('operator');
}

export function isAllowed(caller: Caller, scope: Scope): boolean {
  return isOperator(caller) || caller.scopes.includes(scope);
}

export function refuseUnlessAllowed(caller: Caller, scope: Scope): void {
  if (isAllowed(caller, scope)) return;
  const scopes = caller.scopes.join(', ') || 'none';
  throw new HttpRefusal(403, {
    message: `This call needs a key with the scope '${scope}'; the scopes of this key are: ${scopes}.`,
    type: 'permission_error',
    code: 'insufficient_scope',
  });
}
