import { writeFileSync } from 'node:fs';
import { memoryOf } from '../memory/process-memory.ts';

/** Resident bytes of a process around one thing that it does. */
export interface MemorySpan {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

/** Begins a span: the kernel forgets the peak so far. What is answered ends it. */
export function watchMemory(pid: number): () => MemorySpan {
  const before = memoryOf(pid)?.resident ?? 0;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return () => {
    const { resident = 0, peak = 0 } = memoryOf(pid) ?? {};
    return { before, peak, after: resident };
  };
}
