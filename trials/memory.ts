import { excesses } from './memory/excesses.ts';
import { type MemoryFlags, parseMemoryFlags, usage } from './memory/flags.ts';
import { type Measurement, measure } from './memory/measure.ts';
import { paceOf, writeReport } from './memory/report.ts';
import { peakRows, sampleText } from './memory/tables.ts';

const flags = parseMemoryFlags(process.argv.slice(2));
if (flags === 'help') say(usage);
else process.exitCode = (await runTrial(flags)) ? 0 : 1;

/** Whether every process stayed within the bound. */
async function runTrial(options: MemoryFlags): Promise<boolean> {
  const measurements: Measurement[] = [];
  for (const name of options.installations) {
    say(`\n${name}: resident memory in MB`);
    const measurement = await measure({ ...options, name, onSample });
    measurements.push(measurement);
    for (const [process, peak, stage] of peakRows(measurement)) say(`peak ${process}: ${peak} MB (${stage})`);
    for (const [stage, seconds] of measurement.stages) say(`${seconds.toFixed(1).padStart(7)} s  ${stage}`);
    say(paceOf(measurement, options.lines));
  }
  if (options.report !== undefined) await writeReport(options.report, options, measurements);
  const beyond = measurements.flatMap((measurement) => excesses(measurement, options.boundBytes));
  for (const excess of beyond) say(`beyond the bound: ${excess}`);
  return beyond.length === 0;
}

function onSample(sample: Parameters<typeof sampleText>[0], count: number): void {
  if (count % 10 === 1) say(sampleText(sample));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
