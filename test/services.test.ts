import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingService } from '../trials/places/service.ts';
import { skipLoudly } from './skip-loudly.ts';

const complaint = missingService('redis');
if (complaint) skipLoudly('what starts services', complaint);

test('a service whose process was killed starts again on a fresh folder', () => {
  const data = mkdtempSync(join(tmpdir(), 'spillway-services-'));
  const services = (verb: string): string =>
    execFileSync(process.execPath, ['scripts/services/main.mjs', verb, 'redis', '--data', data], { encoding: 'utf8' });
  try {
    services('start');
    const { processes } = JSON.parse(readFileSync(join(data, 'redis', 'service.json'), 'utf8'));
    for (const { pid } of processes) process.kill(pid, 'SIGKILL');
    expect(services('start')).toMatch(/redis +running/);
    services('stop');
    expect(services('status')).toMatch(/redis +not running/);
  } finally {
    rmSync(data, { recursive: true });
  }
});
