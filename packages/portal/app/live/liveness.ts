/** How the news come: pushed, asked for, not at all while nobody looks, or none any more. */
export type Liveness = 'connecting' | 'live' | 'polling' | 'paused' | 'ended';
