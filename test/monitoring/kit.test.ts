import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../../examples/monitoring/generated-files.ts';
import { alertmanagerConfig } from '../../examples/monitoring/start/alertmanager-config.ts';
import { prometheusConfig } from '../../examples/monitoring/start/prometheus-config.ts';
import { missingService } from '../../trials/places/service.ts';
import { readPage } from '../docs/page-blocks.ts';
import { skipLoudly } from '../skip-loudly.ts';
import { alerts, kitFolder, panelExpressions, readYaml, rules, selectorsIn } from './kit.ts';

const names = alerts.map(({ alert = '' }) => alert);

describe('the programs that read the kit', () => {
  const complaint = missingService('prometheus', 'alertmanager');
  if (complaint) skipLoudly('what promtool and amtool say of the kit', complaint);
  const said = (program: string, ...args: string[]): readonly [number | null, string] => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: kitFolder, encoding: 'utf8' });
    return [status, stdout + stderr];
  };

  test('take every rule', () => {
    expect(said('promtool', 'check', 'rules', 'prometheus/rules/recording.yml', 'prometheus/rules/alerts.yml')).toEqual(
      [0, expect.stringContaining('SUCCESS')],
    );
  });

  test('see every alert fire when it should, and not otherwise', () => {
    const files = readdirSync(join(kitFolder, 'prometheus/tests')).map((file) => `prometheus/tests/${file}`);
    expect(said('promtool', 'test', 'rules', ...files)).toEqual([0, expect.not.stringContaining('FAILED')]);
  });

  test('take the configurations, as they are and as they are started', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spillway-kit-'));
    try {
      const [prometheus, alertmanager] = [join(folder, 'prometheus.yml'), join(folder, 'alertmanager.yml')];
      const processes = { targets: { dev: ['127.0.0.1:8787'] }, discovered: { work: join(folder, '*.json') } };
      writeFileSync(prometheus, prometheusConfig({ ...processes, alertmanager: '127.0.0.1:9093', everySeconds: 5 }));
      writeFileSync(alertmanager, alertmanagerConfig({ webhook: 'http://127.0.0.1:9099', waitSeconds: 5 }));
      // The key is not in the repository, and is not looked for with this.
      for (const path of ['prometheus/prometheus.yml', prometheus])
        expect(said('promtool', 'check', 'config', '--syntax-only', path)).toEqual([0, expect.any(String)]);
      for (const path of ['alertmanager/alertmanager.yml', alertmanager])
        expect(said('amtool', 'check-config', path)).toEqual([0, expect.stringContaining('7 inhibit rules')]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    ['page', 'pager'],
    ['ticket', 'tickets'],
  ])('bring a %s to the %s', (severity, receiver) => {
    const config = '--config.file=alertmanager/alertmanager.yml';
    const [status, text] = said('amtool', 'config', 'routes', 'test', config, `severity=${severity}`);
    expect([status, text]).toEqual([0, expect.stringMatching(new RegExp(`^${receiver}$`, 'm'))]);
  });
});

describe('every alert', () => {
  test('has a test in which it fires, and one in which it does not', () => {
    interface RuleTest {
      readonly alertname: string;
      readonly exp_alerts?: readonly unknown[];
    }
    const tests = readdirSync(join(kitFolder, 'prometheus/tests')).flatMap(
      (file) => readYaml<{ tests: { name: string; alert_rule_test: RuleTest[] }[] }>(`prometheus/tests/${file}`).tests,
    );
    const fires = (own: readonly RuleTest[]): boolean => own.some(({ exp_alerts = [] }) => exp_alerts.length > 0);
    for (const name of names) {
      const own = tests.map(({ alert_rule_test }) => alert_rule_test.filter(({ alertname }) => alertname === name));
      const kinds = own.filter((looks) => looks.length > 0).map(fires);
      expect([name, new Set(kinds)]).toEqual([name, new Set([true, false])]);
    }
  });

  test('says who is told, what it is, and where the runbook has its section', () => {
    const sections = [...readPage('runbook.md').matchAll(/^### (\w+)$/gm)].map(([, section]) => section);
    expect(sections).toEqual(names);
    for (const { alert = '', labels, annotations } of alerts) {
      expect([alert, labels?.severity]).toEqual([alert, expect.stringMatching(/^(page|ticket)$/)]);
      expect([alert, annotations]).toEqual([
        alert,
        {
          summary: expect.any(String),
          description: expect.any(String),
          runbook_url: `docs/runbook.md#${alert.toLowerCase()}`,
        },
      ]);
    }
  });

  test('that the routing names is one', () => {
    const named = readFileSync(join(kitFolder, 'alertmanager/alertmanager.yml'), 'utf8').match(/\bSpillway\w+/g) ?? [];
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});

test('rules and dashboards read what the page of operations names, or what a rule records', () => {
  const page = readPage('operations.md');
  const known = new Set([
    ...[...page.matchAll(/`((?:spillway|process|nodejs)_\w+)`/g)].map(([, name]) => name),
    ...rules.map(({ record }) => record),
    ...['up', 'ALERTS'],
  ]);
  const read = [...rules, ...panelExpressions].flatMap(({ expr }) => selectorsIn(expr));
  const series = read.map((selector) => selector.replace(/\{.*/, '').replace(/_(bucket|count|sum)$/, ''));
  expect(series.filter((name) => !known.has(name))).toEqual([]);
});

test('what is made from the sources is current: npm run generate -w examples/monitoring', () => {
  for (const [path, text] of generatedFiles()) {
    expect([path, readFileSync(join(kitFolder, path), 'utf8') === text]).toEqual([path, true]);
  }
  const dashboards = readdirSync(join(kitFolder, 'grafana/dashboards')).map((file) => `grafana/dashboards/${file}`);
  expect(dashboards.filter((path) => !generatedFiles().has(path))).toEqual([]);
});
