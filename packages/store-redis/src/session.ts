import { SpillwayError } from '@spillway/core/errors';
import type { Cluster, Redis } from 'ioredis';
import { readScripts } from './read-scripts.ts';
import { translateError } from './translate-error.ts';

/** What a script or a command answers: bulk strings as buffers, numbers, nothing, or a list of these. */
export type Reply = Buffer | number | null | readonly Reply[];

/** Runs scripts and commands, and translates what goes wrong. */
export interface Session {
  /** Runs the script of this name. All its keys lie in one slot. */
  run(script: string, keys: readonly string[], values: readonly (string | number | Buffer)[]): Promise<Reply>;
  /** Runs a command of the client. */
  call<Answer>(command: (redis: Redis | Cluster) => Promise<Answer>): Promise<Answer>;
  /** Refuses everything from now on. */
  close(): void;
}

/** The driver has these commands of every client; its types lack them. */
interface ScriptCommands {
  evalshaBuffer(sha1: string, keys: number, ...rest: readonly (string | number | Buffer)[]): Promise<Reply>;
  evalBuffer(text: string, keys: number, ...rest: readonly (string | number | Buffer)[]): Promise<Reply>;
}

export type Scripts = ReturnType<typeof readScripts>;

let scripts: Scripts | undefined;

/** The scripts as they lie beside the code, read once. */
export function knownScripts(): Scripts {
  scripts ??= readScripts();
  return scripts;
}

export function createSession(redis: Redis | Cluster, known: Scripts): Session {
  const client = redis as unknown as ScriptCommands;
  let isClosed = false;
  const refuseWhenClosed = (): void => {
    if (isClosed) throw new SpillwayError('The store was closed.', { code: 'closed' });
  };
  return {
    async run(name, keys, values) {
      refuseWhenClosed();
      const script = known.get(name);
      if (!script) throw new Error(`there is no script ${name}`);
      const rest = [...keys, ...values];
      try {
        return await client.evalshaBuffer(script.sha1, keys.length, ...rest);
      } catch (error) {
        if (!isUnknownScript(error)) throw translateError(error);
      }
      return translated(() => client.evalBuffer(script.text, keys.length, ...rest));
    },
    async call(command) {
      refuseWhenClosed();
      return translated(() => command(redis));
    },
    close() {
      isClosed = true;
    },
  };
}

/** The server forgot the script, in a restart or a failover; EVAL teaches it again. */
function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

async function translated<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw translateError(error);
  }
}
