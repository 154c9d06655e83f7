import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Caller } from '../api/caller.ts';

const KEY = 'spillway.key';
const TENANT = 'spillway.tenant';

/** The key of this tab; it is gone with it. */
export const apiKey: Signal<string | null> = signal(sessionStorage.getItem(KEY));

/** The tenant for whom an operator acts; null for the key's own. */
export const tenant: Signal<string | null> = signal(sessionStorage.getItem(TENANT));

/** Whose key it is, once the server has said so. */
export const caller: Signal<Caller | undefined> = signal(undefined);

/** Why the login is shown again. */
export const dismissal: Signal<string | undefined> = signal(undefined);

export const mayWrite: ReadonlySignal<boolean> = computed(() => has('write'));
export const isOperator: ReadonlySignal<boolean> = computed(() => has('operator'));

export function signIn(key: string | null, as: Caller): void {
  keep(KEY, key);
  apiKey.value = key;
  caller.value = as;
  dismissal.value = undefined;
}

export function signOut(reason?: string): void {
  keep(KEY, null);
  keep(TENANT, null);
  apiKey.value = null;
  tenant.value = null;
  caller.value = undefined;
  dismissal.value = reason;
}

export function actFor(name: string | null): void {
  keep(TENANT, name);
  tenant.value = name;
}

function has(scope: 'write' | 'operator'): boolean {
  const scopes = caller.value?.scopes ?? [];
  return scopes.includes('operator') || scopes.includes(scope);
}

function keep(name: string, value: string | null): void {
  if (value === null) sessionStorage.removeItem(name);
  else sessionStorage.setItem(name, value);
}
