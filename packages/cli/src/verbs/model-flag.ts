import { builtInModel } from '../assembly/open-engines.ts';
import { type Flag, listFlag } from '../flags/flag.ts';

export const modelFlag: Flag<readonly string[]> = listFlag({
  help: `models that the built-in engine serves. Default: ${builtInModel}`,
  value: 'NAME',
  env: 'SPILLWAY_MODEL',
});

/** What the built-in engine serves. */
export function modelsOf(asked: readonly string[]): readonly string[] {
  return asked.length > 0 ? asked : [builtInModel];
}
