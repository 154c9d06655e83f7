import type { StormReport } from './storm-trial.ts';
import { tellers } from './story.ts';

export interface StormPageOptions {
  readonly report: StormReport;
  /** Path of the pictures, from the page. */
  readonly pictures: string;
}

/** The page that the trial leaves in the documentation. */
export function stormPage({ report, pictures }: StormPageOptions): string {
  const { autoscale, story, faults } = report;
  const { options, kills, timeline, createdAt, batch } = autoscale;
  const { completed, failed } = batch.request_counts;
  return `# Trial: a spot storm, told three times

\`npm run trial:storm\` writes this page. It starts \`spillway dev --autoscale\` with up to ${options.spot} spot and ${options.dedicated} dedicated workers,
submits ${options.requests.toLocaleString('en')} requests with a window of ${options.minutes} min, which spot alone would miss, and takes ${kills.length} spot workers away
while they run, one time without notice and one time with. Meanwhile it scrapes \`/metrics\` every other second, and a browser
looks at the portal. At the end all must tell the same story.
${completed.toLocaleString('en')} requests were answered, ${failed} refused by the engine, as they should be.

${faults.length === 0 ? 'They did.' : `They did not: ${faults.join('; ')}.`}

| fact | told by |
|---|---|
${story.map(({ fact, by }) => `| ${fact} | ${tellers(by)} |`).join('\n')}

## The timeline of the batch

| after | kind | |
|---|---|---|
${timeline.map(({ at, kind, text }) => `| ${((at - createdAt) / 1_000).toFixed(0)} s | ${kind} | ${text} |`).join('\n')}

## The overview, soon after the escalation

![The overview: the running batch, pools, throughput and cost](${pictures}/storm-overview.png)

## The batch at its end

![The batch: requests by pool over time, and its timeline](${pictures}/storm-batch.png)

## Its timeline

![The timeline of the batch: escalated, preempted, lapsed, scaled, relaxed](${pictures}/storm-timeline.png)

## The fleet at its end

![The fleet: replicas, throughput and cost over time](${pictures}/storm-fleet.png)
`;
}
