/** Of the installations that are chosen at the top of the dashboard. */
export const chosen = 'installation=~"$installation"';

/** The latency that a share of the calls does not exceed: 0.5 for the one in the middle. */
export function quantile(share: number, histogram: string, by = '', filter = ''): string {
  const labels = by === '' ? 'le' : `${by}, le`;
  const selected = filter === '' ? chosen : `${chosen}, ${filter}`;
  return `histogram_quantile(${share}, sum by (${labels}) (rate(${histogram}_bucket{${selected}}[$__rate_interval])))`;
}

/** What processes count, each for itself, as a rate in all. */
export function rateOf(counter: string, by = '', filter = ''): string {
  return `sum${by === '' ? '' : ` by (${by})`} (rate(${counter}{${filter === '' ? chosen : `${chosen}, ${filter}`}}[$__rate_interval]))`;
}

/** The same, counted over all of the time that is shown. */
export function shownOf(counter: string, by = ''): string {
  return `sum${by === '' ? '' : ` by (${by})`} (increase(${counter}{${chosen}}[$__range]))`;
}

/** What several processes tell alike. */
export function toldOf(gauge: string, by: string): string {
  return `max by (${by}) (${gauge}{${chosen}})`;
}

/** A quotient that is absent, and not NaN, while there is nothing to divide by. */
export function shareOf(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}
