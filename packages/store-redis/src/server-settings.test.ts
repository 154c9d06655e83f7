import { expect, test } from 'vitest';
import { judgeSettings } from './judge-settings.ts';
import { decodeSettings, type ServerSettings } from './server-settings.ts';

const safe: ServerSettings = {
  appendOnly: true,
  appendFsync: 'always',
  evictionPolicy: 'noeviction',
  usedBytes: 900,
  maxBytes: 0,
};

const settings: readonly (readonly [Partial<ServerSettings>, readonly string[]])[] = [
  [{}, []],
  [{ appendFsync: undefined }, []],
  [{ appendFsync: 'everysec' }, ['fsync_not_always']],
  [{ appendOnly: false, appendFsync: 'everysec' }, ['no_append_only_file']],
  [{ evictionPolicy: 'allkeys-lru', appendOnly: false }, ['evicts', 'no_append_only_file']],
  [{ maxBytes: 1_125 }, []],
  [{ maxBytes: 1_124 }, ['memory_nearly_full']],
];

test.each(settings)('of %j is said: %j', (changed, codes) => {
  expect(judgeSettings({ ...safe, ...changed }).map(({ code }) => code)).toEqual(codes);
});

test('settings are read from what INFO says', () => {
  const info = [
    '# Persistence',
    'aof_enabled:1',
    '# Memory',
    'used_memory:900',
    'maxmemory:0',
    'maxmemory_policy:noeviction',
  ];
  expect(decodeSettings(info.join('\r\n'), 'always')).toEqual(safe);
});
