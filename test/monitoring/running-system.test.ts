import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingService } from '../../trials/places/service.ts';
import { skipLoudly } from '../skip-loudly.ts';
import { asAsked, panelExpressions, rules, selectorsIn } from './kit.ts';
import { type MonitoredSystem, monitorSystem } from './monitored-system.ts';

/** What does not come about in half a minute of a sound system; that the names exist is held to the documentation. */
const rare = ['spillway_relaxations_total'];

const complaint = missingService('prometheus', 'alertmanager');

// All of it is there in half a minute where nothing else runs.
describe('what monitors a running system', () => {
  if (complaint) skipLoudly('the monitoring of a running system', complaint);
  let system: MonitoredSystem;
  beforeAll(async () => {
    if (!complaint) system = await monitorSystem();
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  test('shows something in every panel', async () => {
    const asked = panelExpressions.filter(({ expr }) => !rare.some((name) => expr.includes(name)));
    const unseen = await system.prometheus.untilSeen(
      asked.map(({ expr }) => asAsked(expr)),
      150_000,
    );
    const empty = asked.filter(({ expr }) => unseen.includes(asAsked(expr)));
    expect(empty).toEqual([]);
  });

  test('has every series that a rule reads', async () => {
    const selectors = rules.flatMap(({ expr }) => selectorsIn(expr));
    expect(selectors.length).toBeGreaterThan(rules.length);
    expect(await system.prometheus.untilSeen(selectors, 150_000)).toEqual([]);
  });

  test('evaluates every rule without a complaint', async () => {
    const { data } = (await (await fetch(`${system.prometheusUrl}/api/v1/rules`)).json()) as RuleReport;
    const evaluated = data.groups.flatMap(({ rules: own }) => own);
    expect(evaluated.length).toBe(rules.length);
    expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  test('tells the one to be woken of a batch that was late', async () => {
    while (!heardOf(system, 'SpillwayBatchesLate')) await pause(200);
    expect(heardOf(system, 'SpillwayBatchesLate')).toMatchObject({
      receiver: 'page',
      status: 'firing',
      labels: { installation: 'test', severity: 'page' },
      annotations: { summary: 'Batches missed their deadline', runbook_url: 'docs/runbook.md#spillwaybatcheslate' },
    });
  });

  test('tells of a cause, and not of what follows from it', async () => {
    const told = (): readonly string[] =>
      system.heard.flatMap(({ labels }) =>
        labels.installation === 'test' ? [] : [`${labels.alertname} ${labels.installation}`],
      );
    await post(system, [{ labels: { alertname: 'SpillwayServiceDown', severity: 'page', installation: 'other' } }]);
    while (told().length === 0) await pause(200);
    await post(system, [
      { labels: { alertname: 'SpillwayNoWorker', severity: 'page', installation: 'other' } },
      { labels: { alertname: 'SpillwayNoWorker', severity: 'page', installation: 'third' } },
    ]);
    while (new Set(told()).size < 2) await pause(200);
    expect(new Set(told())).toEqual(new Set(['SpillwayServiceDown other', 'SpillwayNoWorker third']));
  });
});

/** What Prometheus says of the rules that it evaluates. */
interface RuleReport {
  readonly data: { readonly groups: readonly { readonly rules: readonly { readonly health: string }[] }[] };
}

function heardOf({ heard }: MonitoredSystem, name: string): MonitoredSystem['heard'][number] | undefined {
  return heard.find(({ labels }) => labels.alertname === name);
}

async function post({ alertmanagerUrl }: MonitoredSystem, alerts: readonly object[]): Promise<void> {
  const body = JSON.stringify(alerts);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${alertmanagerUrl}/api/v2/alerts`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
}
