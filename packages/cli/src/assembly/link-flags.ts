import { SpillwayError } from '@spillway/core';
import type { ServerOptions } from '@spillway/server';
import { type Flag, type FlagValues, textFlag } from '../flags/flag.ts';

/** Where operators look further. */
export const linkFlags: {
  readonly 'grafana-url': Flag<string | undefined>;
  readonly 'alerts-url': Flag<string | undefined>;
} = {
  'grafana-url': webFlag('of a Grafana, which the portal then leads operators to', 'SPILLWAY_GRAFANA_URL'),
  'alerts-url': webFlag('of an Alertmanager, or whatever shows the alerts; likewise', 'SPILLWAY_ALERTS_URL'),
};

/** The same as options of createServer. */
export function linksOf(flags: FlagValues<typeof linkFlags>): Pick<ServerOptions, 'links'> {
  const { 'grafana-url': grafana, 'alerts-url': alerts } = flags;
  return { links: { ...(grafana !== undefined && { grafana }), ...(alerts !== undefined && { alerts }) } };
}

function webFlag(help: string, env: string): Flag<string | undefined> {
  const flag = textFlag({ help, env, value: 'URL' });
  return {
    ...flag,
    read(given, source) {
      const text = flag.read(given, source);
      if (text === undefined || isWebAddress(text)) return text;
      // Without the URL, which may hold a password.
      throw new SpillwayError(`${source} needs a URL of http or https without a password.`, {
        code: 'invalid_argument',
        param: source,
      });
    },
  };
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
