import { writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { markdownTable, megabytes } from '../memory/tables.ts';
import { bounds, excessesOfBatch, excessesOfUpload } from './excesses.ts';
import type { BatchMeasurement } from './measure-batch.ts';
import type { UploadMeasurement } from './measure-upload.ts';

/** Writes what was measured as a page. */
export async function writeReport(
  path: string,
  uploads: readonly UploadMeasurement[],
  batch: BatchMeasurement,
): Promise<void> {
  await writeFile(path, `${[intro(), uploadSection(uploads), batchSection(batch)].join('\n\n')}\n`);
}

function intro(): string {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, ${megabytes(totalmem())} MB of memory`;
  return `# Trial: all bytes in S3

\`npm run trial:s3\` writes this page. \`serve\`, \`coordinate\` and \`work\` run from source as processes of their own on
PostgreSQL and a real server of S3 on the same machine: the RADOS gateway of Ceph 16, which keeps its objects in memory, or
OpenStack Swift 2.30. Measured on ${date} with ${machine}. A peak is VmHWM, the most that the kernel ever saw of a process,
its start included; megabytes are of a million bytes. The load is the machine's average of the last minute at the end: at
more than the number of cores the seconds tell more of the others than of Spillway.`;
}

function uploadSection(uploads: readonly UploadMeasurement[]): string {
  const rows = uploads.map(({ server, bytes, seconds, startBytes, peakBytes, load }) => [
    ...[server, megabytes(bytes), seconds.toFixed(0), megabytes(startBytes), megabytes(peakBytes), load.toFixed(0)],
  ]);
  const head = ['server', 'file, MB', 'seconds', '`serve` when ready, MB', 'its peak, MB', 'load'];
  return `## A large file through \`POST /v1/files\`

\`serve\` must stay below ${megabytes(bounds.uploadBytes)} MB. ${verdict(uploads.flatMap(excessesOfUpload))}

${markdownTable(head, rows)}`;
}

function batchSection(batch: BatchMeasurement): string {
  const { server, lines, inputBytes, outputBytes, inputAskedBytes, inputGets, segmentsAskedBytes, segmentGets } = batch;
  const asked = [
    ['`work`', 'the input', megabytes(inputBytes), megabytes(inputAskedBytes), times(inputAskedBytes / inputBytes)],
    [
      '`coordinate`',
      'segments',
      megabytes(outputBytes),
      megabytes(segmentsAskedBytes),
      times(segmentsAskedBytes / outputBytes),
    ],
  ].map((row, index) => [...row, String([inputGets, segmentGets][index])]);
  const peaks = [...batch.peaks].map(([name, { bytes, stage }]) => [name, megabytes(bytes), stage]);
  const stages = [...batch.stages].map(([stage, seconds]) => [stage, seconds.toFixed(0)]);
  return `## A batch of ${lines.toLocaleString('en')} requests with ${megabytes(outputBytes)} MB of answers, on ${server}

No process of Spillway may hold more than ${megabytes(bounds.processBytes)} MB, and workers may ask each byte of the input
${bounds.inputReads} times at the most. ${verdict(excessesOfBatch(batch))} The output was downloaded and checked line by line: each
custom_id once, in order, answered. The load was ${batch.load.toFixed(0)}.

Bytes are counted between the process and the server, as the heads of the answers announce them; those of segments are set
against the output that is made of them.

${markdownTable(['process', 'asked of', 'has, MB', 'asked, MB', 'times', 'calls'], asked)}

${markdownTable(['process', 'peak, MB', 'reached during'], peaks)}

While it made the output \`coordinate\` held ${megabytes(batch.finalizingBytes)} MB at the most.

${markdownTable(['stage', 'seconds'], stages)}`;
}

function verdict(excesses: readonly string[]): string {
  return excesses.length === 0 ? 'It held.' : `**Exceeded: ${excesses.join('; ')}.**`;
}

function times(factor: number): string {
  return factor.toFixed(3);
}
