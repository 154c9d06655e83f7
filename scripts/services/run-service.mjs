import { once } from 'node:events';
import { startService } from './start-service.mjs';
import { stopService } from './stop-service.mjs';

/**
 * Starts the service and stays until a signal comes or the input ends: a caller that dies, however suddenly, takes the
 * service with it. Without an input to read, as in a container, only signals count.
 */
export async function runService(service, options, tell) {
  // Listening before the start: a signal half way must not leave a part of it behind.
  const ended = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT'), inputEnd()]);
  tell(await startService(service, options));
  await ended;
  await stopService(service.name, options.data);
  process.stdin.destroy();
}

function inputEnd() {
  if (process.stdin.isTTY || process.env.SPILLWAY_SERVICES_INPUT === 'none') return new Promise(() => {});
  return once(process.stdin.resume(), 'end');
}
