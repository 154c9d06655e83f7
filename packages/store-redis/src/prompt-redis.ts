import { type Command, Redis, type RedisOptions } from 'ioredis';

/**
 * A client that says at once when a connection broke with answers on their way. The driver, where it must not send commands
 * again, forgets them, and they would wait until their time is over.
 */
export class PromptRedis extends Redis {
  readonly #sent = new Set<Command>();

  constructor(options: RedisOptions) {
    super(options);
    this.on('close', () => {
      for (const command of this.#sent) command.reject(new Error('Connection is closed.'));
    });
  }

  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    // Others wait for a connection.
    if (this.status === 'ready' && this.stream.writable) {
      const forget = (): unknown => this.#sent.delete(command);
      this.#sent.add(command);
      command.promise.then(forget, forget);
    }
    return super.sendCommand(command, stream);
  }
}
