import { SpillwayError } from '@spillway/core';

/** Where operators look further. */
export interface SystemLinks {
  /** Of a Grafana, or of one of its dashboards. */
  readonly grafana?: string;
  /** Of an Alertmanager, or whatever shows the alerts that stand. */
  readonly alerts?: string;
}

/** The links, each of http or https. Throws `invalid_argument` for another, and for one with a password, which many would see. */
export function checkedLinks(links: SystemLinks): SystemLinks {
  for (const [name, text] of Object.entries(links)) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) throw refused(name, 'is no URL of http or https');
    if (url.username !== '' || url.password !== '') throw refused(name, 'holds a user or a password');
  }
  return links;
}

/** Without the URL, which may hold a password. */
function refused(name: string, why: string): SpillwayError {
  return new SpillwayError(`The link '${name}' ${why}.`, {
    code: 'invalid_argument',
    param: `links.${name}`,
    hint: 'Write for instance https://grafana.example.com/d/spillway.',
  });
}
