import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SpillwayError } from '../errors/index.ts';
import { systemRandomness } from '../randomness.ts';
import { defaultRetention } from '../retention/retention.ts';
import { defaultLimits } from '../spillway/limits.ts';
import { createUploads } from './create-uploads.ts';
import type { Upload } from './spillway-uploads.ts';
import { tooLargeToSign, type UploadsUnderTest, uploadsUnderTest } from './uploads-under-test.ts';

const HOUR_MS = 3_600_000;
const kib = (letter: string): Buffer => Buffer.alloc(1_024, letter);
const refusal = (code: string, param?: string) =>
  expect.objectContaining({ code, ...(param !== undefined && { param }) });
const away = () => Promise.reject(new SpillwayError('away', { code: 'unavailable' }));

describe('an upload', () => {
  test('becomes a file of its parts in the order in which they are named, and its parts are gone', async () => {
    const { uploads, begin, content, left } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'), kib('b'), kib('c'));
    const [a, b, c] = partIds as [string, string, string];
    const completed = (await uploads.complete({ id, partIds: [c, a, b] })) as Upload;
    expect(completed).toMatchObject({ id, status: 'completed', bytes: 3_072 });
    expect(completed.file).toMatchObject({ bytes: 3_072, filename: 'in.jsonl', purpose: 'batch', sha256: null });
    expect(await content(completed)).toBe('c'.repeat(1_024) + 'a'.repeat(1_024) + 'b'.repeat(1_024));
    expect(await left()).toEqual([0, 1]);
    expect(await uploads.get({ id })).toEqual(completed);
  });

  test('keeps its file as long as it was told to, else as long as others of the purpose', async () => {
    const { uploads } = uploadsUnderTest();
    const lifeOf = async (order: object) => {
      const { id } = await uploads.create({ filename: 'in.jsonl', bytes: 1, ...order });
      const part = await uploads.addPart({ id, source: Buffer.from('x') });
      const { file } = (await uploads.complete({ id, partIds: [part?.id as string] })) as Upload;
      return file?.expiresAt ? file.expiresAt - file.createdAt : null;
    };
    expect(await lifeOf({})).toBe(defaultRetention.inputFilesMs);
    expect(await lifeOf({ expiresInMs: HOUR_MS })).toBe(HOUR_MS);
    expect(await lifeOf({ purpose: 'user_data', filename: 'x' })).toBe(null);
  });

  test('whose content is read for its MD5 knows its SHA-256', async () => {
    const { uploads, begin } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'), kib('b'));
    const md5 = createHash('md5').update(kib('a')).update(kib('b')).digest('hex');
    const sha256 = createHash('sha256').update(kib('a')).update(kib('b')).digest('hex');
    const completed = await uploads.complete({ id, partIds, md5: md5.toUpperCase() });
    expect(completed?.file?.sha256).toBe(sha256);
  });

  test('that nothing good can be made of stays pending, and nothing of the try is kept', async () => {
    const { uploads, begin, left, faults } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'), kib('b'));
    const [a, b] = partIds as [string, string];
    const other = await begin(kib('c'), kib('d'));
    const bad = [[], [a], [a, a], [a, 'part_none'], [a, other.partIds[0] as string], [a, b, b], [a, b, 'part_none']];
    let joined = 0;
    faults.before = (call) => {
      if (call === 'put') joined++;
    };
    for (const named of bad) {
      await expect(uploads.complete({ id, partIds: named })).rejects.toEqual(refusal('invalid_argument', 'part_ids'));
    }
    expect(joined).toBe(0);
    const md5 = createHash('md5').update('something else').digest('hex');
    await expect(uploads.complete({ id, partIds, md5 })).rejects.toEqual(refusal('invalid_argument', 'md5'));
    expect(await left()).toEqual([4, 0]);
    expect(await uploads.get({ id })).toMatchObject({ status: 'pending', file: null });
    expect(await uploads.complete({ id, partIds })).toMatchObject({ status: 'completed' });
  });

  test('of another tenant does not exist', async () => {
    const { uploads, begin, left } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'));
    const stranger = { tenant: 'other', id };
    expect(await uploads.get(stranger)).toBeUndefined();
    expect(await uploads.addPart({ ...stranger, source: kib('b') })).toBeUndefined();
    expect(await uploads.complete({ ...stranger, partIds })).toBeUndefined();
    expect(await uploads.cancel(stranger)).toBeUndefined();
    expect(await left()).toEqual([1, 0]);
    expect(await uploads.get({ id })).toMatchObject({ status: 'pending' });
  });

  test.each([
    ['bytes', { bytes: 0 }, 'invalid_argument'],
    ['bytes', { bytes: 1.5 }, 'invalid_argument'],
    ['bytes', { bytes: 10_001 }, 'too_large'],
    ['filename', { filename: 'in.txt' }, 'invalid_argument'],
    ['filename', { filename: '' }, 'invalid_argument'],
  ])('with bad %s is refused: %j', async (param, wrong, code) => {
    const { uploads } = uploadsUnderTest();
    const order = { filename: 'in.jsonl', bytes: 10_000, ...wrong };
    await expect(uploads.create(order)).rejects.toEqual(refusal(code, param));
  });

  test('is refused where the store takes none', async () => {
    const { store, blobs } = uploadsUnderTest();
    const { uploads: _, ...bare } = store;
    const clock = { now: () => 0 };
    const context = { store: bare, blobs, limits: defaultLimits, retention: defaultRetention, clock };
    const none = createUploads({ ...context, randomness: systemRandomness, closing: new AbortController().signal });
    await expect(none.create({ filename: 'in.jsonl', bytes: 1 })).rejects.toEqual(refusal('invalid_argument', 'store'));
  });
});

describe('a part', () => {
  test('beyond 64 MiB is refused, and nothing of it is kept', async () => {
    const { uploads, begin, left } = uploadsUnderTest();
    const { id } = await begin();
    const mib = Buffer.alloc(1024 ** 2);
    async function* mibs(beyond?: Buffer): AsyncGenerator<Buffer> {
      for (let count = 0; count < 64; count++) yield mib;
      if (beyond) yield beyond;
    }
    const source = mibs(Buffer.from('!'));
    await expect(uploads.addPart({ id, source })).rejects.toEqual(refusal('too_large', 'data'));
    expect(await left()).toEqual([0, 0]);
    expect(await uploads.addPart({ id, source: mibs() })).toMatchObject({ bytes: 64 * 1024 ** 2 });
  });

  test('that comes while the upload is closed is not kept', async () => {
    const { uploads, begin, faults, left, pass } = uploadsUnderTest();
    for (const close of [(id: string) => uploads.cancel({ id }), () => pass(HOUR_MS)]) {
      const { id } = await begin();
      faults.before = async (call) => {
        if (call === 'put') await close(id);
      };
      await expect(uploads.addPart({ id, source: kib('a') })).rejects.toEqual(refusal('conflict', 'upload_id'));
      delete faults.before;
      expect(await left()).toEqual([0, 0]);
      await expect(uploads.addPart({ id, source: kib('a') })).rejects.toEqual(refusal('conflict', 'upload_id'));
    }
  });

  test('is refused once there are more bytes than any file of the upload needs', async () => {
    const { uploads, store } = uploadsUnderTest();
    const { id, tenant } = await uploads.create({ filename: 'in.jsonl', bytes: 10_000 });
    const bytes = 256 * 1024 ** 2 + 20_000;
    await store.uploads?.addPart({ tenant, uploadId: id, id: 'large', bytes: bytes - 1 });
    await uploads.addPart({ id, source: kib('a') });
    await expect(uploads.addPart({ id, source: kib('a') })).rejects.toEqual(refusal('conflict', 'upload_id'));
  });

  test('is refused once there are 4,000', async () => {
    const { uploads, store } = uploadsUnderTest();
    const { id, tenant } = await uploads.create({ filename: 'in.jsonl', bytes: 10_000 });
    for (let count = 0; count < 3_999; count++) {
      await store.uploads?.addPart({ tenant, uploadId: id, id: `${count}`, bytes: 1 });
    }
    await uploads.addPart({ id, source: kib('a') });
    await expect(uploads.addPart({ id, source: kib('a') })).rejects.toEqual(refusal('conflict', 'upload_id'));
  });
});

describe('an upload that is over', () => {
  test('takes nothing once it is cancelled, and cancelling again answers the same', async () => {
    const { uploads, begin, left } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'));
    const cancelled = await uploads.cancel({ id });
    expect(cancelled).toMatchObject({ status: 'cancelled', file: null });
    expect(await left()).toEqual([0, 0]);
    expect(await uploads.cancel({ id })).toEqual(cancelled);
    await expect(uploads.complete({ id, partIds })).rejects.toEqual(refusal('conflict', 'upload_id'));
  });

  test('takes nothing once it has expired', async () => {
    const { uploads, begin, pass } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'));
    pass(HOUR_MS);
    expect(await uploads.get({ id })).toMatchObject({ status: 'expired' });
    await expect(uploads.complete({ id, partIds })).rejects.toEqual(refusal('conflict', 'upload_id'));
    await expect(uploads.cancel({ id })).rejects.toEqual(refusal('conflict', 'upload_id'));
  });

  test('answers its file again, also when that is long gone, and takes neither other parts nor a cancel', async () => {
    const { uploads, begin, store } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'), kib('b'));
    const completed = (await uploads.complete({ id, partIds })) as Upload;
    expect(await uploads.complete({ id, partIds })).toEqual(completed);
    const others = uploads.complete({ id, partIds: partIds.toReversed() });
    await expect(others).rejects.toEqual(refusal('conflict', 'part_ids'));
    await expect(uploads.cancel({ id })).rejects.toEqual(refusal('conflict', 'upload_id'));
    await store.files.remove({ tenant: 'default', id: completed.file?.id as string });
    const again = await uploads.complete({ id, partIds });
    expect(again).toEqual({ ...completed, file: null });
  });
});

describe('those who meet', () => {
  test('in completing it are answered one file', async () => {
    const { uploads, others, begin, left } = uploadsUnderTest();
    for (let round = 0; round < 20; round++) {
      const { id, partIds } = await begin(kib('a'), kib('b'));
      const md5 = createHash('md5').update(kib('a')).update(kib('b')).digest('hex');
      const calls = [uploads, others].flatMap((process) => [
        process.complete({ id, partIds }),
        process.complete({ id, partIds, md5 }),
      ]);
      const answers = await Promise.all(calls);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]?.file).not.toBeNull();
      expect(await left()).toEqual([0, round + 1]);
    }
  });

  test('in completing it with other orders do not get what they did not ask for', async () => {
    const { uploads, begin, left, content } = uploadsUnderTest();
    for (let round = 0; round < 20; round++) {
      const { id, partIds } = await begin(kib('a'), kib('b'));
      const orders = [partIds, partIds.toReversed()];
      const answers = await Promise.allSettled(orders.map((named) => uploads.complete({ id, partIds: named })));
      const [won, lost] = answers[0]?.status === 'fulfilled' ? answers : answers.toReversed();
      const first = won === answers[0] ? 'a' : 'b';
      expect((await content((won as PromiseFulfilledResult<Upload>).value))?.[0]).toBe(first);
      expect((lost as PromiseRejectedResult).reason).toEqual(refusal('conflict', 'part_ids'));
      expect(await left()).toEqual([0, round + 1]);
    }
  });

  test('in completing and cancelling it end with a file or with nothing', async () => {
    const { uploads, begin, left, faults } = uploadsUnderTest();
    // The cancel comes while the parts are joined.
    const { id, partIds } = await begin(kib('a'), kib('b'));
    faults.before = async (call, key) => {
      if (call === 'put' && String(key).startsWith('files/')) await uploads.cancel({ id });
    };
    await expect(uploads.complete({ id, partIds })).rejects.toEqual(refusal('conflict', 'upload_id'));
    expect(await left()).toEqual([0, 0]);
    // It comes when the upload is closed, and its file not yet recorded.
    const other = await begin(kib('a'));
    faults.before = async (call) => {
      if (call !== 'create') return;
      await expect(uploads.cancel({ id: other.id })).rejects.toEqual(refusal('conflict', 'upload_id'));
      expect(await uploads.get({ id: other.id })).toMatchObject({ status: 'pending', file: null });
    };
    expect(await uploads.complete(other)).toMatchObject({ status: 'completed' });
    expect(await left()).toEqual([0, 1]);
  });
});

describe('a completion', () => {
  test('goes on without who asked for it, and who asks again waits for the same', async () => {
    const { uploads, begin, faults, left } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'));
    const joining = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let joins = 0;
    faults.before = async (call, key) => {
      if (call !== 'put' || !String(key).startsWith('files/')) return;
      joins++;
      joining.resolve();
      await release.promise;
    };
    const leaving = new AbortController();
    const abandoned = uploads.complete({ id, partIds, signal: leaving.signal });
    await joining.promise;
    leaving.abort(new Error('the client went away'));
    await expect(abandoned).rejects.toThrow('the client went away');
    const again = uploads.complete({ id, partIds });
    release.resolve();
    expect(await again).toMatchObject({ status: 'completed' });
    expect([joins, await left()]).toEqual([1, [0, 1]]);
  });
});

describe('a completion that broke', () => {
  test('before its file was recorded is finished by the next', async () => {
    const { uploads, begin, faults, content } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'));
    faults.before = (call) => (call === 'create' ? away() : undefined);
    await expect(uploads.complete({ id, partIds })).rejects.toEqual(refusal('unavailable'));
    expect(await uploads.get({ id })).toMatchObject({ status: 'pending', file: null });
    delete faults.before;
    const completed = (await uploads.complete({ id, partIds })) as Upload;
    expect(completed.status).toBe('completed');
    expect(await content(completed)).toBe('a'.repeat(1_024));
  });

  test.each(['unavailable', 'timeout', 'internal', 'closed'] as const)(
    'behind the record of its file (%s) keeps the bytes, and asked again answers the file',
    async (code) => {
      const { uploads, begin, faults, content, left } = uploadsUnderTest();
      const { id, partIds } = await begin(kib('a'));
      faults.before = (call) => {
        if (call === 'answer to create') throw new SpillwayError('the answer was lost', { code, retryable: false });
      };
      await expect(uploads.complete({ id, partIds })).rejects.toEqual(refusal(code));
      delete faults.before;
      expect(await content((await uploads.complete({ id, partIds })) as Upload)).toBe('a'.repeat(1_024));
      expect((await left())[1]).toBe(1);
    },
  );

  test('when only its parts cannot be removed is done all the same, and the sweep finds them', async () => {
    const { uploads, begin, faults, left, store, pass } = uploadsUnderTest();
    const { id, partIds } = await begin(kib('a'));
    faults.before = (call) => (call === 'remove' ? away() : undefined);
    expect(await uploads.complete({ id, partIds })).toMatchObject({ status: 'completed' });
    expect(await left()).toEqual([1, 1]);
    pass(HOUR_MS);
    expect(await store.uploads?.expired({ limit: 10 })).toEqual([id]);
  });
});

describe('an upload past this process', () => {
  async function beginDirect({ uploads }: UploadsUnderTest) {
    const upload = await uploads.create({ filename: 'in.jsonl', bytes: 1_024, direct: true });
    return { upload, id: upload.id, key: upload.direct?.url.replace('signed:', '') as string };
  }

  test('becomes a file that whoever still has the address cannot change', async () => {
    const under = uploadsUnderTest();
    const { upload, id, key } = await beginDirect(under);
    expect(upload.direct).toMatchObject({ method: 'PUT', headers: { 'content-length': '1024' } });
    await under.blobs.put(key, kib('a'));
    const completed = (await under.uploads.complete({ id, partIds: [] })) as Upload;
    expect(await under.left()).toEqual([0, 1]);
    await under.blobs.put(key, kib('b'));
    expect(await under.content(completed)).toBe('a'.repeat(1_024));
    expect(completed.direct).toBeNull();
    expect(await under.uploads.complete({ id, partIds: [] })).toEqual(completed);
  });

  test('is refused while nothing came, or another number of bytes', async () => {
    const under = uploadsUnderTest();
    const { id, key } = await beginDirect(under);
    const complete = () => under.uploads.complete({ id, partIds: [] });
    await expect(complete()).rejects.toEqual(refusal('invalid_argument', 'part_ids'));
    await under.blobs.put(key, Buffer.concat([kib('a'), kib('a')]));
    await expect(complete()).rejects.toEqual(refusal('invalid_argument', 'part_ids'));
    expect(await under.left()).toEqual([1, 0]);
    await under.blobs.put(key, kib('a'));
    expect(await complete()).toMatchObject({ status: 'completed' });
  });

  test('may come in parts all the same', async () => {
    const under = uploadsUnderTest();
    const { id } = await beginDirect(under);
    const part = await under.uploads.addPart({ id, source: kib('a') });
    expect(await under.uploads.complete({ id, partIds: [part?.id as string] })).toMatchObject({ status: 'completed' });
  });

  test('leaves nothing when it is cancelled', async () => {
    const under = uploadsUnderTest();
    const { id, key } = await beginDirect(under);
    await under.blobs.put(key, kib('a'));
    await under.uploads.cancel({ id });
    expect(await under.left()).toEqual([0, 0]);
  });

  test('has no address where it was not asked for, or one request cannot put so much', async () => {
    const { uploads } = uploadsUnderTest();
    expect(await uploads.create({ filename: 'in.jsonl', bytes: 1 })).toMatchObject({ direct: null });
    const large = { filename: 'in.jsonl', bytes: tooLargeToSign, direct: true };
    expect(await uploads.create(large)).toMatchObject({ status: 'pending', direct: null });
  });
});
