import { type Clock, systemClock } from '../clock.ts';
import { type Answer, askMetadata } from './ask-metadata.ts';
import type { InterruptionNotices, MetadataOptions, Notice } from './notices.ts';
import { patienceMs } from './patience.ts';

/** How EC2 is asked. */
export interface AwsNoticesOptions extends MetadataOptions {
  /** Also rebalance recommendations, which may come minutes before an interruption, or without one; false by default. */
  readonly rebalance?: boolean;
  /** The system's by default. */
  readonly clock?: Clock;
}

/** EC2 gives two minutes; a clock that is off must not make more of them. */
const MOST_LEFT_MS = 120_000;
const TOKEN_SECONDS = '21600';

/**
 * Notices of EC2 Spot, from the instance metadata service (IMDSv2). The service answers 404 until there is a notice,
 * then `{"action": "terminate", "time": "2017-09-18T08:22:00Z"}`, about two minutes ahead (a hibernation begins at once).
 * AWS asks to look every 5 seconds, which is the default of `everyMs`. In a container the hop limit of the machine's
 * metadata options must be 2 or more.
 *
 * Sources: "Spot Instance interruption notices" and "EC2 instance rebalance recommendations" in the Amazon EC2 User Guide
 * (docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html, …/rebalance-recommendations.html),
 * "Use the Instance Metadata Service" there for the token.
 */
export function awsNotices(options: AwsNoticesOptions = {}): InterruptionNotices {
  const { everyMs = 5_000, clock = systemClock } = options;
  return {
    async watch({ signal }) {
      const session = new Session(options, signal);
      for (let failures = 0; !signal.aborted; ) {
        const found = await look(session, options);
        if (found !== 'absent' && found !== 'none') return found;
        failures = found === 'absent' ? failures + 1 : 0;
        await clock.sleep(patienceMs(everyMs, failures), signal);
      }
      return undefined;
    },
  };
}

async function look(
  session: Session,
  { rebalance, clock = systemClock }: AwsNoticesOptions,
): Promise<Notice | 'none' | 'absent'> {
  const action = await session.get('spot/instance-action');
  if (action?.status === 200) return interruption(action.text, clock.now());
  if (action?.status !== 404) return 'absent';
  const advice = rebalance ? await session.get('events/recommendations/rebalance') : undefined;
  if (advice?.status !== 200) return 'none';
  return { source: 'aws', kind: 'rebalance', leftMs: null, text: 'EC2 expects to interrupt this instance.' };
}

function interruption(text: string, now: number): Notice | 'none' {
  const { action, time } = parse(text);
  if (typeof action !== 'string') return 'none';
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  const leftMs = Number.isNaN(at) ? null : Math.min(MOST_LEFT_MS, Math.max(0, at - now));
  return { source: 'aws', kind: 'interruption', leftMs, text: `EC2 will ${action} this instance at ${time}.` };
}

function parse(text: string): { readonly action?: unknown; readonly time?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Questions under a session token, which is fetched anew when the service refuses it. */
class Session {
  readonly #options: AwsNoticesOptions;
  readonly #signal: AbortSignal;
  #token: string | undefined;

  constructor(options: AwsNoticesOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** The answer; undefined where no service answers. */
  async get(path: string): Promise<Answer | undefined> {
    this.#token ??= await this.#begin();
    const answer = await this.#getOnce(path);
    if (answer?.status !== 401) return answer;
    this.#token = await this.#begin();
    return this.#getOnce(path);
  }

  async #getOnce(path: string): Promise<Answer | undefined> {
    if (this.#token === undefined) return undefined;
    return this.#ask(`meta-data/${path}`, 'GET', { 'X-aws-ec2-metadata-token': this.#token });
  }

  async #begin(): Promise<string | undefined> {
    const answer = await this.#ask('api/token', 'PUT', { 'X-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS });
    return answer?.status === 200 ? answer.text : undefined;
  }

  #ask(path: string, method: 'GET' | 'PUT', headers: Readonly<Record<string, string>>): Promise<Answer | undefined> {
    const { baseUrl = 'http://169.254.169.254', timeoutMs = 2_000, clock = systemClock } = this.#options;
    const url = `${baseUrl.replace(/\/$/, '')}/latest/${path}`;
    return askMetadata(clock, { url, method, headers, timeoutMs, signal: this.#signal });
  }
}
