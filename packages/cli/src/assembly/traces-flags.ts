import { type Flag, parsedFlag, textFlag } from '../flags/flag.ts';

/** Where traces go, and how many. */
export const tracesFlags: {
  readonly 'traces-url': Flag<string | undefined>;
  readonly 'traced-requests': Flag<number>;
} = {
  'traces-url': textFlag({
    help: 'collector that takes traces by OTLP over HTTP, such as http://127.0.0.1:4318. Default: what OTEL_EXPORTER_OTLP_ENDPOINT says, else none',
    value: 'URL',
    env: 'SPILLWAY_TRACES_URL',
  }),
  'traced-requests': parsedFlag({
    help: 'share of requests whose executions are traced whatever becomes of them; failures always are',
    value: 'SHARE',
    env: 'SPILLWAY_TRACED_REQUESTS',
    wish: 'a number from 0 to 1',
    fallback: 0.01,
    parse: parseShare,
  }),
};

function parseShare(text: string): number | undefined {
  const share = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  return share >= 0 && share <= 1 ? share : undefined;
}
