import { once } from 'node:events';
import { startService } from './start-service.mjs';
import { stopService } from './stop-service.mjs';

/**
 * Starts the service and stays until a signal comes or the input ends: a caller that dies, however suddenly, takes the
 * service with it. With `stay`, as in a container without an input, only signals count.
 */
export async function runService(service, options, tell) {
  // Listening before the start: a signal half way must not leave a part of it behind.
  const ended = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT'), inputEnd(options.stay)]);
  // Neither a handler of signals nor an input that ended keeps a process alive.
  const alive = setInterval(() => {}, 2 ** 30);
  tell(await startService(service, options));
  await ended;
  clearInterval(alive);
  await stopService(service.name, options.data);
  process.stdin.destroy();
}

function inputEnd(stay) {
  if (stay || process.stdin.isTTY) return new Promise(() => {});
  return once(process.stdin.resume(), 'end');
}
