import type { ModelThroughput } from '../store/index.ts';

/** Requests and their estimated tokens; tokens are 0 where nobody estimated them. */
export interface EstimatedWork {
  readonly requests: number;
  readonly tokens: number;
}

/** What the work takes a replica that does `rate`, in hours: by its tokens where both tell them, else by its requests. */
export function hoursOf(
  { requests, tokens }: EstimatedWork,
  { requestsPerSecond, tokensPerSecond }: ModelThroughput,
): number {
  return (tokensPerSecond !== null && tokens > 0 ? tokens / tokensPerSecond : requests / requestsPerSecond) / 3_600;
}
