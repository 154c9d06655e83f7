import { createPortalServer, listen } from '@spillway/server';
import { runLoops } from '../assembly/run-loops.ts';
import { listenFlags } from '../assembly/shared-flags.ts';
import { localUrl, serverUrl } from '../client/server-address.ts';
import { serverFlags } from '../client/server-flags.ts';
import { exitCodes } from '../exit-code.ts';
import { countFlag } from '../flags/flag.ts';
import { untilAborted } from '../terminal/until-aborted.ts';
import { untilStopped } from './exits.ts';
import { defineVerb, type Verb } from './verb.ts';

export const portalVerb: Verb = defineVerb({
  name: 'portal',
  summary: 'serve the web portal of a server elsewhere',
  description:
    'Serves /portal/ here, and hands on what it asks of the server at --url: /v1, /readyz, /livez and /openapi.json, ' +
    'and nothing else. It has no key: whoever opens the portal logs in with one.',
  flags: {
    url: serverFlags.url,
    port: countFlag({
      help: 'port to listen on; 0 for any free one',
      env: 'SPILLWAY_PORTAL_PORT',
      fallback: 8_788,
      least: 0,
      most: 65_535,
    }),
    host: listenFlags.host,
  },
  examples: [
    ['spillway portal --url https://spillway.example', 'look at a server that serves no portal'],
    ['spillway portal --port 9000', 'of spillway dev on this machine'],
  ],
  exits: untilStopped,
  async run({ flags, env, output, interruption }) {
    const url = flags.url === undefined ? localUrl(env) : serverUrl(flags.url);
    const listening = await listen({ server: createPortalServer({ url }), host: flags.host, port: flags.port });
    const run = async ({ signal }: { readonly signal: AbortSignal }): Promise<void> => {
      await untilAborted(signal);
      // What streams through it never ends by itself.
      await listening.close({ graceMs: 500 });
    };
    const event = { event: 'ready', process: 'portal', url: `${listening.url}/portal/`, of: url };
    output.event(event, `spillway portal of ${url} ready on ${listening.url}/portal/`);
    await runLoops([{ run }], interruption.signal);
    return exitCodes.ok;
  },
});
