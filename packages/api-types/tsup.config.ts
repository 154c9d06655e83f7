import type { Options } from 'tsup';
import { packageBuild } from '../../tsup.base.ts';

const config: Options = packageBuild(new URL('./package.json', import.meta.url));

export default config;
