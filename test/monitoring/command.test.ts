import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Command } from '../../trials/command.ts';
import { missingService } from '../../trials/places/service.ts';
import { skipLoudly } from '../skip-loudly.ts';
import { kitFolder } from './kit.ts';
import { PrometheusClient } from './prometheus-client.ts';

const program = join(kitFolder, 'main.ts');

describe('npm run monitoring', () => {
  const complaint = missingService('prometheus', 'alertmanager');
  if (complaint) skipLoudly('npm run monitoring', complaint);

  test('watches a running dev with its own key, says where, and ends with its servers', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'spillway-command-'));
    const dev = new Command(['dev', '--port', '0', '--data-dir', cwd], { cwd });
    let monitoring: Command | undefined;
    try {
      const [, url = ''] = (await dev.until(/ready on (http:\S+)/)) ?? [];
      // As a worker leaves it that dev has started.
      await mkdir(join(cwd, 'metrics-targets'));
      const left = [{ targets: ['127.0.0.1:9'], labels: { preemptible: 'true' } }];
      await writeFile(join(cwd, 'metrics-targets/spot-1.json'), JSON.stringify(left));
      monitoring = new Command(['--url', url, '--data-dir', cwd], { cwd, program });
      const [, prometheus = ''] = (await monitoring.until(/prometheus +(http:.+)\/graph/)) ?? [];
      await monitoring.until(/alertmanager +http:.+\n +grafana +\S/);
      const told = [
        `up{job="spillway-dev", instance="${new URL(url).host}"} == 1`,
        'installation_pool:spillway_workers:max{installation="dev", pool="spot"}',
        'up{job="spillway-work", installation="dev", instance="127.0.0.1:9", preemptible="true"} == 0',
      ];
      expect(await new PrometheusClient(prometheus).untilSeen(told, 90_000)).toEqual([]);
      expect(await monitoring.kill('SIGINT')).toEqual({ code: 0, signal: null });
      await expect(fetch(`${prometheus}/-/ready`)).rejects.toThrow('fetch failed');
    } finally {
      await monitoring?.kill('SIGKILL');
      await dev.kill('SIGTERM');
      await rm(cwd, { recursive: true, force: true });
    }
  });

  test('says what to do where nobody answers', async () => {
    const monitoring = new Command(['--url', 'http://127.0.0.1:9'], { cwd: tmpdir(), program });
    expect(await monitoring.ended).toMatchObject({ code: 1 });
    expect(monitoring.said).toMatch(
      /Nobody answers at http:\/\/127\.0\.0\.1:9\. Start an installation first: npm run spillway -- dev/,
    );
  });
});
