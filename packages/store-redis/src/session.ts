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
}

let scripts: ReturnType<typeof readScripts> | undefined;

export function createSession(redis: Redis | Cluster): Session {
  scripts ??= readScripts();
  const known = scripts;
  return {
    async run(name, keys, values) {
      const script = known.get(name);
      if (!script) throw new Error(`there is no script ${name}`);
      const rest = [...keys, ...values] as string[];
      try {
        return (await redis.evalshaBuffer(script.sha1, keys.length, ...rest)) as Reply;
      } catch (error) {
        if (!isUnknownScript(error)) throw translateError(error);
      }
      return translated(() => redis.evalBuffer(script.text, keys.length, ...rest) as Promise<Reply>);
    },
    call: (command) => translated(() => command(redis)),
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
