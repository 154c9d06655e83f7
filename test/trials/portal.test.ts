import { expect, it } from 'vitest';
import { onDeployment, openingTrial, type PortalTrialOptions, viewersTrial } from '../../trials/portal/portal-trial.ts';
import { portalPage } from '../../trials/portal/write-report.ts';

const options: PortalTrialOptions = {
  lines: 1_000,
  times: 2,
  viewers: 6,
  running: { batches: 2, lines: 1_000 },
  seconds: 2,
  looks: 1,
};

it('the views of a batch open, and those who look at it are told of everything', async () => {
  const { viewers, opening } = await onDeployment(20, async (deployment) => ({
    viewers: await viewersTrial(options, deployment),
    opening: await openingTrial(options, deployment),
  }));
  const [look] = viewers.looked;
  expect([...(look?.events.keys() ?? [])].toSorted()).toEqual(expect.arrayContaining(['batch', 'fleet', 'page']));
  expect(look?.allMs).toBeGreaterThan(0);
  expect(portalPage(options, opening, viewers)).toContain('| failed requests |');
});
