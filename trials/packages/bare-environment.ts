import { delimiter } from 'node:path';
import type { Account } from './account.ts';

const kept = /^npm_config_(registry|cafile|.*proxy)$/i;
const dropped = /^(npm_|SPILLWAY|VITEST|NODE_OPTIONS$|INIT_CWD$|NODE$)/i;

/** The environment of somebody who has just opened a shell: no program and no setting of this checkout. */
export function bareEnvironment({ home }: Account): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => kept.test(name) || !dropped.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  return { ...Object.fromEntries(own), PATH: path.join(delimiter), HOME: home };
}
