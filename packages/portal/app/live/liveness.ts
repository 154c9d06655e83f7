/** How the news come: pushed, asked for, not at all while nobody looks or nobody answers, or none any more. */
export type Liveness = 'connecting' | 'live' | 'polling' | 'paused' | 'cut' | 'ended';
