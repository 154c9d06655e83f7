import type { Options } from 'tsup';
import { packageBuild } from '../../tsup.base.ts';

const library: Options = packageBuild(new URL('./package.json', import.meta.url));

/** The keeper is a program that nobody imports: it is started from where it lies, beside what starts it. */
const config: Options = {
  ...library,
  entry: { ...(library.entry as Record<string, string>), 'scaling/keeper': './src/scaling/keeper.ts' },
};

export default config;
