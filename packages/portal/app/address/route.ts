import { type ReadonlySignal, signal } from '@preact/signals';
import { type Route, routeOf } from './route-of.ts';

const current = signal(routeOf(location.hash));

addEventListener('hashchange', () => {
  current.value = routeOf(location.hash);
});

export const route: ReadonlySignal<Route> = current;

export function go(address: string): void {
  location.hash = address;
}
