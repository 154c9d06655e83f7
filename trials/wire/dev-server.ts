import { join } from 'node:path';
import { StartedProcess } from '../memory/started-process.ts';

export interface DevServerOptions {
  /** Holds everything that the server keeps. */
  readonly folder: string;
  /** Flags of `spillway dev` beside the port, the folder and the open door. */
  readonly flags?: readonly string[];
}

/** `spillway dev` in a process of its own, on any free port, open to everybody on this machine. */
export interface DevServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** The last that it said. */
  readonly said: string;
}

export async function startDevServer({ folder, flags = [] }: DevServerOptions): Promise<DevServer> {
  const dataDir = join(folder, 'data');
  const dev = new StartedProcess('dev', 'spillway', [
    ...['dev', '--port', '0', '--no-auth', '--data-dir', dataDir],
    ...flags,
  ]);
  try {
    const url = await dev.url();
    return {
      url,
      port: Number(new URL(url).port),
      pid: dev.pid,
      dataDir,
      get said() {
        return dev.said;
      },
      [Symbol.asyncDispose]: () => dev[Symbol.asyncDispose](),
    };
  } catch (error) {
    await dev[Symbol.asyncDispose]();
    throw error;
  }
}
