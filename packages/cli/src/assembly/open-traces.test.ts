import { once } from 'node:events';
import { type Clock, systemClock } from '@spillway/core';
import { expect, it } from 'vitest';
import { startCollector } from '../../test/otlp-collector.ts';
import { openTraces } from './open-traces.ts';
import { ReleaseStack } from './release-stack.ts';

/** Time that does not pass. */
const clock: Clock = {
  ...systemClock,
  async sleep(_, signal) {
    if (signal) await once(signal, 'abort');
  },
};

it('what is left of the traces is sent when the process ends', async () => {
  await using collector = await startCollector();
  const stack = new ReleaseStack();
  const flags = { 'traces-url': collector.url, 'traced-requests': 0 };
  const { spillwayOptions } = await openTraces({ flags, process: 'work', env: {}, clock, stack });
  spillwayOptions.tracerProvider?.getTracer('test').startSpan('last').end();
  await stack[Symbol.asyncDispose]();
  expect(collector.spans).toMatchObject([{ name: 'last', service: 'spillway-work' }]);
});
