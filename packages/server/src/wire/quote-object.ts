import type { QuoteForecast as ApiQuoteForecast, BatchQuote, QuoteModel, Throughput } from '@spillway/api-types';
import type { Quote, QuotedModel, QuoteForecast } from '@spillway/core';
import { z } from 'zod';
import { batchErrorsObject, batchErrorsSchema } from './batch-errors-object.ts';
import { objectSchema } from './object-schema.ts';

const throughput = objectSchema<Throughput>({
  requests_per_second: z.number(),
  tokens_per_second: z.number().nullable(),
});

const model = objectSchema<QuoteModel>({
  model: z.string(),
  requests: z.int(),
  tokens: z.int().meta({ description: 'Estimated, prompt and answer.' }),
  throughput: throughput.nullable().meta({ description: 'What one replica was measured to do; null when it was not.' }),
});

const forecast = objectSchema<ApiQuoteForecast>({
  finish_in_seconds: objectSchema<ApiQuoteForecast['finish_in_seconds']>({
    earliest: z.number(),
    expected: z.number(),
    latest: z.number().nullable().meta({ description: 'Null when it might never be done.' }),
  }).meta({ description: 'From now, with the work that is before it.' }),
  cost: objectSchema<ApiQuoteForecast['cost']>({ low: z.number(), expected: z.number(), high: z.number() }).meta({
    description: 'In the currency of the prices of the pools.',
  }),
}).meta({
  id: 'QuoteForecast',
  description:
    'As measured, and the range between a world half as fast again with all the spot that can be asked for, and one a ' +
    'third slower with half the spot that is expected and slow starts.',
});

/** What a batch would come to. Spillway's own. */
export const quoteSchema: z.ZodType<BatchQuote> = objectSchema<BatchQuote>({
  object: z.literal('batch.quote'),
  input_file_id: z.string(),
  endpoint: z.string(),
  completion_window: z.string(),
  requests: z.int(),
  bytes: z.int(),
  tokens: z.int().meta({ description: 'Estimated, prompt and answer.' }),
  models: z.array(model),
  errors: batchErrorsSchema
    .nullable()
    .meta({ description: 'Why the file could not be run, as of a batch that failed.' }),
  measured: z.boolean().meta({ description: 'Whether the throughput of every model is known.' }),
  expected: forecast.nullable().meta({ description: 'What the fleet is expected to do.' }),
  on_spot: forecast.nullable().meta({ description: 'The same with preemptible pools alone.' }),
  on_dedicated: forecast.nullable().meta({ description: 'The same without preemptible pools.' }),
  feasible: z.enum(['yes', 'no', 'unknown']),
  reason: z.string().meta({ description: 'Why, in sentences.' }),
  shortest_window: z.string().nullable().meta({ description: 'One that would do now, when this one will not.' }),
  fits_in_seconds: z
    .number()
    .nullable()
    .meta({ description: 'When this window will do, where only work that waits stands against it.' }),
}).meta({ id: 'BatchQuote' });

/** The wire's quote: spans are in seconds. */
export function quoteObject(
  quote: Quote,
  { inputFileId, endpoint }: { readonly inputFileId: string; readonly endpoint: string },
): BatchQuote {
  const { requests, bytes, tokens, problems, measured, feasible, reason } = quote;
  return {
    object: 'batch.quote',
    input_file_id: inputFileId,
    endpoint,
    completion_window: quote.window,
    ...{ requests, bytes, tokens },
    models: quote.models.map(modelObject),
    errors: problems.length > 0 ? batchErrorsObject(problems) : null,
    measured,
    expected: forecastObject(quote.expected),
    on_spot: forecastObject(quote.onSpot),
    on_dedicated: forecastObject(quote.onDedicated),
    ...{ feasible, reason },
    shortest_window: quote.shortestWindow,
    fits_in_seconds: quote.fitsInMs === null ? null : Math.ceil(quote.fitsInMs / 1_000),
  };
}

function modelObject({ model: name, requests, tokens, throughput: measured }: QuotedModel): QuoteModel {
  return {
    ...{ model: name, requests, tokens },
    throughput: measured && {
      requests_per_second: rounded(measured.requestsPerSecond),
      tokens_per_second: measured.tokensPerSecond && rounded(measured.tokensPerSecond),
    },
  };
}

function forecastObject(forecast: QuoteForecast | null): ApiQuoteForecast | null {
  if (!forecast) return null;
  const { finishInMs, cost } = forecast;
  return {
    finish_in_seconds: {
      earliest: rounded(finishInMs.earliest / 1_000),
      expected: rounded(finishInMs.expected / 1_000),
      latest: finishInMs.latest === null ? null : rounded(finishInMs.latest / 1_000),
    },
    cost: { low: rounded(cost.low), expected: rounded(cost.expected), high: rounded(cost.high) },
  };
}

/** Nobody knows a forecast more precisely. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
