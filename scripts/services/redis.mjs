import { connect } from 'node:net';
import { until } from './until.mjs';

export const redis = {
  name: 'redis',
  about: 'Redis, with an append-only file',
  programs: ['redis-server'],
  packages: ['redis-server'],
  async start({ folder, host, port, begin }) {
    const settings = { bind: host, port, dir: folder, save: '', appendonly: 'yes', 'protected-mode': 'no' };
    const flags = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
    begin('redis-server', 'redis-server', flags);
    await until(() => answersPing(host, port), 'Redis answers');
    return { url: `redis://${host}:${port}` };
  },
};

function answersPing(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (bytes) => {
      resolve(String(bytes).startsWith('+PONG'));
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(false));
  });
}
