export type { System as SystemFacts, SystemPart as Foundation } from '@spillway/api-types';
