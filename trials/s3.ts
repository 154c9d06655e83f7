import { excessesOfBatch, excessesOfUpload } from './s3/excesses.ts';
import { parseS3Flags, type S3Flags, usage } from './s3/flags.ts';
import { type BatchMeasurement, measureBatch } from './s3/measure-batch.ts';
import { measureUpload, type UploadMeasurement } from './s3/measure-upload.ts';
import { writeReport } from './s3/report.ts';
import { openServer } from './s3/server.ts';

const everyMs = 20_000;

const flags = parseS3Flags(process.argv.slice(2));
if (flags === 'help') say(usage);
else process.exitCode = (await runTrial(flags)) ? 0 : 1;

/** Whether everything stayed within its bounds. */
async function runTrial(options: S3Flags): Promise<boolean> {
  const uploads: UploadMeasurement[] = [];
  for (const name of options.uploadServers) {
    await using server = await openServer(name, options);
    const upload = await measureUpload(server, options.uploadBytes);
    uploads.push(upload);
    say(`upload to ${name}: ${upload.seconds.toFixed(0)} s, serve at most ${upload.peakBytes} bytes`);
  }
  const batch = await throughServer(options);
  const { inputAskedBytes, inputBytes, finalizingBytes } = batch;
  say(`workers asked each byte of the input ${(inputAskedBytes / inputBytes).toFixed(3)} times`);
  say(`coordinate held at most ${finalizingBytes} bytes while it made ${batch.outputBytes}`);
  if (options.report !== undefined) await writeReport(options.report, uploads, batch);
  const excesses = [...uploads.flatMap(excessesOfUpload), ...excessesOfBatch(batch)];
  for (const excess of excesses) say(`beyond its bound: ${excess}`);
  return excesses.length === 0;
}

async function throughServer(options: S3Flags): Promise<BatchMeasurement> {
  await using server = await openServer(options.server, options);
  let saidMs = 0;
  const onStatus = (status: string, completed: number): void => {
    if (performance.now() - saidMs < everyMs) return;
    saidMs = performance.now();
    say(`${(saidMs / 1_000).toFixed(0)} s  ${status}  ${completed}`);
  };
  return measureBatch(server, { ...options, onStatus });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
