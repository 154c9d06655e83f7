/**
 * Hints that something may have become due. Never load-bearing: everything that waits also polls, and the contract
 * runs with wakeups that never ring.
 */
export interface Wakeups {
  /** Rings the bell of a topic for whoever listens in any process. May be lost. */
  ring(topic: WakeupTopic): void;
  /** Calls `listener` when the topic may have rung. Returns the function that stops it. */
  listen(topic: WakeupTopic, listener: () => void): () => void;
}

/**
 * `steps`: a batch wants a coordinator. `lanes`: a lane may have work for a worker. `results`: lines were settled. `actions`:
 * a bulk action wants a coordinator.
 */
export type WakeupTopic = 'steps' | 'lanes' | 'results' | 'actions';

/** Wakeups within one process. */
export function createLocalWakeups(): Wakeups {
  const listeners = new Map<WakeupTopic, Set<() => void>>();
  return {
    ring(topic) {
      for (const listener of listeners.get(topic) ?? []) listener();
    },
    listen(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => void set.delete(listener);
    },
  };
}
