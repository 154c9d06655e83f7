import type { ServerSettings } from './server-settings.ts';

/** A setting under which the store may lose what it acknowledged, or stop. */
export interface ServerWarning {
  readonly code: 'no_append_only_file' | 'fsync_not_always' | 'evicts' | 'memory_nearly_full';
  /** What is wrong, for people. */
  readonly text: string;
  /** What to do about it. */
  readonly fix: string;
}

const nearlyFull = 0.8;

/** What is unsafe about the settings, the worst first. */
export function judgeSettings(settings: ServerSettings): readonly ServerWarning[] {
  const { appendOnly, appendFsync, evictionPolicy, usedBytes, maxBytes } = settings;
  const warnings: ServerWarning[] = [];
  if (evictionPolicy !== 'noeviction') {
    const text = `Redis evicts keys when memory is full (${evictionPolicy}): batches would lose parts.`;
    warnings.push({ code: 'evicts', text, fix: 'Set maxmemory-policy to noeviction.' });
  }
  if (!appendOnly) {
    const text = 'Redis keeps no append-only file: a restart loses what came since its last snapshot.';
    warnings.push({ code: 'no_append_only_file', text, fix: 'Set appendonly to yes.' });
  } else if (appendFsync !== undefined && appendFsync !== 'always') {
    const text = `Redis syncs its file by appendfsync ${appendFsync}: a crash of the machine loses the last moment of what was acknowledged.`;
    const fix = 'Set appendfsync to always where nothing acknowledged may be lost.';
    warnings.push({ code: 'fsync_not_always', text, fix });
  }
  if (maxBytes > 0 && usedBytes > nearlyFull * maxBytes) {
    const text = `Redis uses ${Math.round((100 * usedBytes) / maxBytes)} % of maxmemory; when it is full it takes no writes.`;
    warnings.push({
      code: 'memory_nearly_full',
      text,
      fix: 'Raise maxmemory, or keep files and results for a shorter time.',
    });
  }
  return warnings;
}
