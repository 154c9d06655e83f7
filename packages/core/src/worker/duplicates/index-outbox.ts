import type { AnswerPlace, Contender, ResultIndex } from '../../store/index.ts';

/** What a worker tells the index without waiting for it. */
type Message =
  | {
      readonly kind: 'publish';
      readonly scope: string;
      readonly expiresInMs: number;
      readonly hash: string;
      readonly place: AnswerPlace;
    }
  | { readonly kind: 'release'; readonly scope: string; readonly apartMs: number; readonly contender: Contender };

/** More than this that an index has not taken yet is forgotten. */
const MOST_MESSAGES = 10_000;

/**
 * Tells the index what became of requests, in order, several in a call. What it could not tell is forgotten: holds lapse, and
 * an answer that nobody knows of is merely given again.
 */
export class IndexOutbox {
  readonly #index: ResultIndex;
  readonly #onTrouble: (error: unknown) => void;
  #messages: Message[] = [];
  #sending: Promise<void> | undefined;

  constructor(index: ResultIndex, onTrouble: (error: unknown) => void) {
    this.#index = index;
    this.#onTrouble = onTrouble;
  }

  add(message: Message): void {
    if (this.#messages.length >= MOST_MESSAGES) return;
    this.#messages.push(message);
    this.#sending ??= this.#sendAll();
  }

  /** Resolves when everything was told or failed to be. */
  async empty(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  async #sendAll(): Promise<void> {
    // What comes in the same turn goes in the same call.
    await Promise.resolve();
    while (this.#messages.length > 0) {
      const messages = this.#messages;
      this.#messages = [];
      for (const group of Map.groupBy(messages, callOf).values()) await this.#send(group);
    }
    this.#sending = undefined;
  }

  async #send(group: readonly Message[]): Promise<void> {
    const [first] = group;
    try {
      if (first?.kind === 'publish') await this.#index.publish({ ...first, places: newest(group, 'publish') });
      if (first?.kind === 'release') {
        const contenders = newest(group, 'release').map(({ contender }) => contender);
        await this.#index.release({ scope: first.scope, apartMs: first.apartMs, contenders });
      }
    } catch (error) {
      this.#onTrouble(error);
    }
  }
}

function callOf(message: Message): string {
  const { kind, scope } = message;
  return `${kind} ${kind === 'publish' ? message.expiresInMs : message.apartMs} ${scope}`;
}

/** The messages of a kind, of each hash the last. */
function newest<Kind extends Message['kind']>(
  messages: readonly Message[],
  kind: Kind,
): readonly Extract<Message, { kind: Kind }>[] {
  const byHash = new Map<string, Extract<Message, { kind: Kind }>>();
  for (const message of messages) {
    if (message.kind !== kind) continue;
    const hash = message.kind === 'publish' ? message.hash : message.contender.hash;
    byHash.set(hash, message as Extract<Message, { kind: Kind }>);
  }
  return [...byHash.values()];
}
