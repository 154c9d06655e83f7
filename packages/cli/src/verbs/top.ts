import { type ExitCode, exitCodes } from '../exit-code.ts';
import { parseDuration } from '../flags/duration.ts';
import { countFlag, parsedFlag, switchFlag } from '../flags/flag.ts';
import type { EventRecord } from '../terminal/output.ts';
import { type Look, looks } from '../top/looks.ts';
import { Paces } from '../top/paces.ts';
import { topScreen } from '../top/top-screen.ts';
import { type ClientCall, defineClientVerb } from './client-verb.ts';
import type { Verb } from './verb.ts';

const flags = {
  every: parsedFlag({
    help: 'time between two looks',
    value: 'TIME',
    wish: 'a duration of half a second or more, such as 2s',
    fallback: 2_000,
    fallbackText: '2s',
    parse: (text) => {
      const ms = parseDuration(text);
      return ms === undefined || ms < 500 ? undefined : ms;
    },
  }),
  once: switchFlag({ help: 'look once, and end' }),
  limit: countFlag({ help: 'batches to show', fallback: 15, most: 100 }),
  'all-tenants': switchFlag({ help: "the batches of all tenants, with an operator's key" }),
};

export const topVerb: Verb = defineClientVerb({
  name: 'top',
  summary: 'what runs now: batches by their deadlines, pools and workers',
  description:
    'Shows the batches that have not ended, the next deadline first: how far each is, how fast it goes, how much time it ' +
    'has to spare, and why it takes so long. With a key of an operator also pools and workers. It is painted anew on a ' +
    'terminal until Ctrl-C, and printed look by look elsewhere.',
  flags,
  examples: [
    ['spillway top', 'until Ctrl-C'],
    ['spillway top --all-tenants --every 5s', 'everybody, for an operator'],
    ["spillway top --once --json | jq '.batches[] | select(.estimate.on_time == false) | .id'", 'what will be late'],
  ],
  exits: [
    [0, 'done, or left with Ctrl-C'],
    [1, 'could not: bad flags, no server, a wrong key'],
    [130, 'interrupted before the first look'],
  ],
  async run(call) {
    try {
      return await showTop(call);
    } finally {
      call.output.screen([]);
    }
  },
});

type TopCall = ClientCall<typeof flags>;

async function showTop({ api, clock, output, flags }: TopCall): Promise<ExitCode> {
  const { every: everyMs, once, limit, 'all-tenants': allTenants } = flags;
  const paces = new Paces();
  for await (const look of looks({ api, clock, everyMs, limit, allTenants })) {
    const { sight, trouble } = look;
    if (!trouble) paces.note(sight.batches, clock.monotonic());
    if (output.json) output.event(recordOf(look), '');
    else {
      const seen = { url: api.address.url, sight, paces, nowMs: clock.now(), trouble: trouble?.message };
      const lines = topScreen({ ...seen, width: output.columns });
      if (once) output.text(lines.join('\n'));
      else output.screen(lines);
    }
    if (once || !output.isRead) break;
  }
  return exitCodes.ok;
}

/** A look for programs, in the words of the API. */
function recordOf({ sight: { hasMore, ...seen }, trouble }: Look): EventRecord {
  return { event: 'top', ...seen, has_more: hasMore, ...(trouble && { trouble: trouble.message }) };
}
