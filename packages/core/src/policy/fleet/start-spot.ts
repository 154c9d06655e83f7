import type { FleetView } from './fleet-view.ts';

/** `wanted` spot replicas as far as they can be had; running ones stay. */
export function startable({ spot, due }: Pick<FleetView, 'spot' | 'due'>, wanted: number): number {
  return due.length === 0 ? 0 : Math.max(spot.replicas.length, Math.min(wanted, spot.obtainable));
}
