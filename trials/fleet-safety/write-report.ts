import type { SafetyFigures, SafetyOptions } from './measure-safety.ts';

/** The page that the trial leaves in the documentation. */
export function safetyPage(
  figures: readonly SafetyFigures[],
  { draws, seed }: SafetyOptions,
  faults: readonly string[],
): string {
  const rows = figures.map(
    ({ setting, policy, batches, late, bound }) =>
      `| ${setting} | ${policy} | ${batches} | ${late} | ${bound === 'none' ? '' : bound} |`,
  );
  return `# Trial: whether a fleet is ever late

\`npm run trial:fleet-safety\` writes this page: ${draws} random traces and loads (seed ${seed}), with supplies that jump and
vanish, windows of one to twelve hours, 1 to 32 dedicated replicas, cold starts of 1 to 45 minutes and any load that
dedicated replicas alone would finish (\`W <= M(D − c)\`), up to the very limit.

| setting | policy | batches | late | may be late |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Where throughput is estimated, a replica really does 0.8 to 1.2 of what the policy believes, and each cold start takes 0.4
to 1.0 of what it was told; in the last setting one in ten takes up to twice as long as told. "Dedicated alone" starts all
dedicated replicas at once: nobody can be in time more often without spot. In production the work margin is 0.25,
which makes up for throughput that is a fifth too low, with 30 s of each deadline.

${faults.length === 0 ? 'Every bound was kept.' : `Broken: ${faults.join('; ')}.`}
`;
}
