import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

export interface RoutingOptions {
  /** Gets pages at `/page` and tickets at `/ticket`. */
  readonly webhook: string;
  /** From the first alert of a group to the message; as in the example when left out. */
  readonly waitSeconds?: number;
}

interface Route {
  readonly routes?: readonly Route[];
}

interface Example {
  readonly route: Route;
  readonly receivers: readonly {
    readonly name: string;
    readonly webhook_configs: readonly { readonly url: string }[];
  }[];
}

/** The configuration of `alertmanager/`, with the same routes and inhibitions, that tells another webhook. */
export function alertmanagerConfig({ webhook, waitSeconds }: RoutingOptions): string {
  const text = readFileSync(join(import.meta.dirname, '../alertmanager/alertmanager.yml'), 'utf8');
  const { route, receivers, ...rest } = parse(text) as Example;
  return stringify({
    ...rest,
    route: waitSeconds === undefined ? route : withWait(route, `${waitSeconds}s`),
    receivers: receivers.map(({ webhook_configs, ...receiver }) => ({
      ...receiver,
      webhook_configs: webhook_configs.map((config) => ({
        ...config,
        url: new URL(new URL(config.url).pathname, webhook).href,
      })),
    })),
  });
}

function withWait(route: Route, wait: string): Route & Readonly<Record<string, unknown>> {
  const { routes = [] } = route;
  const inner = routes.length > 0 ? { routes: routes.map((one) => withWait(one, wait)) } : {};
  return { ...route, group_wait: wait, group_interval: wait, ...inner };
}
