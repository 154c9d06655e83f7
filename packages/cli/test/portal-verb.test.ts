import { expect, test } from 'vitest';
import { serverKey, startServer } from './server-under-test.ts';
import { runCommand, startCommand } from './started-program.ts';

test('a portal of a server elsewhere serves its page, lets a key through, and stops', async () => {
  await using server = await startServer();
  await using portal = startCommand(['portal', '--url', `${server.url}/v1`, '--port', '0']);
  const [, url = ''] = await portal.said(/ready on (http:\S+)\/portal\//);
  expect((await fetch(`${url}/v1/caller`)).status).toBe(401);
  const headers = { authorization: `Bearer ${serverKey}` };
  expect(await (await fetch(`${url}/v1/caller`, { headers })).json()).toMatchObject({ key_id: 'operator' });
  expect((await fetch(`${url}/metrics`, { headers })).status).toBe(404);
  const end = await portal.stop('SIGTERM');
  expect([end.code, `${end.stdout}${end.stderr}`]).toEqual([0, expect.not.stringContaining(serverKey)]);
});

test('what is no URL of a server is refused', async () => {
  const end = await runCommand(['portal', '--url', 'ftp://spillway.example']);
  expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('is no URL of a server') });
});
