/**
 * The chunks as a stream that is already under way: a source that cannot be opened rejects here, while there still can
 * be an answer that says so. Cancelling the stream frees the source; `report` is told when it fails later.
 */
export async function contentStream(
  content: AsyncIterable<Uint8Array>,
  report: (error: unknown) => void,
): Promise<ReadableStream<Uint8Array>> {
  const chunks = content[Symbol.asyncIterator]();
  let first: IteratorResult<Uint8Array> | undefined = await chunks.next();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = first ?? (await chunks.next());
          first = undefined;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          report(error);
          // Its text may reach the other side.
          throw new Error('The content broke off.');
        }
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
