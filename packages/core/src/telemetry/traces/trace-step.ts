import { SpanStatusCode } from '@opentelemetry/api';
import type { Clock } from '../../clock.ts';
import type { BatchStep } from '../../store/index.ts';
import { failureLabel } from '../failure-label.ts';
import { contextOf } from './batch-context.ts';
import { failure, stepSpan, type TracedStep } from './conventions.ts';
import { instantOf, type Traces } from './traces.ts';

/** Takes a step of a batch under a span, where it is worth one: a look at a batch that goes on well is not. */
export async function traceStep(
  step: BatchStep,
  { traces, clock }: { readonly traces: Traces; readonly clock: Clock },
  take: () => Promise<void>,
): Promise<void> {
  const what = noteworthy(step);
  if (what === undefined || !traces.on) return take();
  const options = { ...stepSpan(what, step.batch, step.lapses), startTime: instantOf(clock.now()) };
  const span = traces.tracer.startSpan(options.name, options, contextOf(step.batch));
  try {
    await take();
  } catch (error) {
    span.setAttributes(failure(failureLabel(error))).setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end(instantOf(clock.now()));
  }
}

function noteworthy({ batch, asOf }: BatchStep): TracedStep | undefined {
  if (batch.endedAt !== null) return undefined;
  if (batch.phase === 'validating') return 'plan';
  if (batch.phase === 'finalizing') return 'finalize';
  if (batch.requeue !== null) return 'requeue';
  return batch.cancelRequestedAt !== null || batch.deadlineAt <= asOf ? 'withdraw' : undefined;
}
