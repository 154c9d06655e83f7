import { type Dispatcher, Pool } from 'undici';
import type { Contender } from './contender.ts';
import { bodies, path } from './requests.ts';

/** What undici costs when nothing is done with the answers but to see that they end. */
export function bareDispatch(url: string, requests: number, concurrency: number): Contender & AsyncDisposable {
  const pool = new Pool(url, { connections: concurrency });
  const headers = ['content-type', 'application/json', 'accept', 'application/json'];
  return {
    name: 'bare undici dispatch',
    requests,
    async prepare() {
      const all = bodies(requests);
      return () =>
        new Promise((resolve, reject) => {
          let next = 0;
          let ended = 0;
          const send = (): void => {
            const body = all[next++];
            if (body !== undefined) pool.dispatch({ method: 'POST', path, headers, body }, new Handler());
          };
          class Handler implements Dispatcher.DispatchHandler {
            onRequestStart(): void {}
            onResponseStart(_: unknown, statusCode: number): void {
              if (statusCode !== 200) reject(new Error(`HTTP ${statusCode}`));
            }
            onResponseData(): void {}
            onResponseEnd(): void {
              if (++ended === requests) resolve();
              else send();
            }
            onResponseError(_: unknown, error: Error): void {
              reject(error);
            }
          }
          for (let lane = 0; lane < concurrency; lane++) send();
        });
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
