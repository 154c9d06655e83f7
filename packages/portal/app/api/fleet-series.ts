export type { FleetPoint, FleetSeries, PoolPoint } from '@spillway/api-types';
