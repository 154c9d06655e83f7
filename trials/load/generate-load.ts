import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GeneratorAnswer, GeneratorOrder } from './generator-program.ts';

const program = fileURLToPath(new URL('./generator-program.ts', import.meta.url));

/** Has a process of its own perform the order. */
export async function generateLoad(order: GeneratorOrder): Promise<GeneratorAnswer> {
  const child = fork(program, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the generator ended with ${code} before it answered`);
  });
  ended.catch(() => {});
  child.send(order);
  const [answer] = (await Promise.race([once(child, 'message'), ended])) as [GeneratorAnswer];
  await ended.catch(() => {});
  return answer;
}
