import { expect, test } from 'vitest';
import { linkFlags, linksOf } from './link-flags.ts';

const read = (text?: string) => linkFlags['grafana-url'].read(text === undefined ? undefined : [text], '--grafana-url');

test('links of the web are taken as they are, and what is not given is no link', () => {
  const grafana = read('https://grafana.example.com/d/spillway?orgId=1');
  expect(linksOf({ 'grafana-url': grafana, 'alerts-url': undefined })).toEqual({
    links: { grafana: 'https://grafana.example.com/d/spillway?orgId=1' },
  });
  expect(linksOf({ 'grafana-url': read(), 'alerts-url': undefined })).toEqual({ links: {} });
});

test.each(['grafana.example.com', 'javascript:alert(1)', 'https://me:secret@grafana/'])(
  '%j is refused, and not repeated',
  (text) => {
    expect(() => read(text)).toThrow('--grafana-url needs a URL of http or https without a password.');
  },
);
