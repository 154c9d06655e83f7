/** npm run trial:portal -- --lines 1000000 --viewers 50 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { onDeployment, openingTrial, type PortalTrialOptions, viewersTrial } from './portal/portal-trial.ts';
import { bounds, portalPage, slowestOpening, viewersShare } from './portal/write-report.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    times: { type: 'string', default: '50' },
    viewers: { type: 'string', default: '50' },
    batches: { type: 'string', default: '20' },
    'batch-lines': { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '20' },
    looks: { type: 'string', default: '3' },
    page: { type: 'string', default: 'docs/trials/portal.md' },
  },
});
const options: PortalTrialOptions = {
  lines: Number(values.lines),
  times: Number(values.times),
  viewers: Number(values.viewers),
  running: { batches: Number(values.batches), lines: Number(values['batch-lines']) },
  seconds: Number(values.seconds),
  looks: Number(values.looks),
  say: (text) => void process.stdout.write(`${text}\n`),
};
const viewers = await onDeployment(0.001, (deployment) => viewersTrial(options, deployment));
const opening = await onDeployment(Number.POSITIVE_INFINITY, (deployment) => openingTrial(options, deployment));
const page = portalPage(options, opening, viewers);
await mkdir('docs/trials', { recursive: true });
await writeFile(values.page, page);
process.stdout.write(`\n${page}\nwritten to ${values.page}\n`);
const isWithin = slowestOpening(opening) < bounds.openedMs && viewersShare(options, viewers) < bounds.viewersShare;
process.exitCode = isWithin ? 0 : 1;
