export type { Fleet, FleetNews, FleetStanding as Standing, Worker } from '@spillway/api-types';
