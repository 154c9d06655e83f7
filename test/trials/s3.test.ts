import { expect, it } from 'vitest';
import { bounds, excessesOfBatch } from '../../trials/s3/excesses.ts';
import { measureBatch } from '../../trials/s3/measure-batch.ts';
import { measureUpload } from '../../trials/s3/measure-upload.ts';
import { isInstalled, openServer } from '../../trials/s3/server.ts';

const installed = await isInstalled('ceph');
const complaint = 'No trial on S3 without a server: npm run services -- install ceph';
if (!installed && process.env.CI !== 'true') console.warn(`SKIPPED, the trials on S3. ${complaint}`);

it.skipIf(!installed && process.env.CI !== 'true')(
  'a file that is uploaded to S3 and a batch on it need little memory, and each byte of the input is asked once',
  { timeout: 480_000 },
  async () => {
    expect(installed, complaint).toBe(true);
    await using server = await openServer('ceph', { own: false });
    const upload = await measureUpload(server, 200_000_000);
    expect(upload.peakBytes).toBeLessThan(bounds.uploadBytes);
    const batch = await measureBatch(server, { lines: 5_000, tokens: 120, concurrency: 256, onStatus: () => {} });
    expect(excessesOfBatch(batch)).toEqual([]);
    // Whoever looks at the wrong keys counts nothing.
    expect(batch.inputAskedBytes).toBeGreaterThan(0.9 * batch.inputBytes);
    expect(batch.segmentsAskedBytes).toBeGreaterThan(0.9 * batch.outputBytes);
  },
);
