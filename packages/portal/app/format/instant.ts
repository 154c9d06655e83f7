const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** Today `15:52:10`, else `20 Nov 15:52:10`. Both in milliseconds. */
export function instantText(at: number, asOf: number): string {
  const [date, today] = [new Date(at), new Date(asOf)];
  const clock = time.format(date);
  return date.toDateString() === today.toDateString() ? clock : `${day.format(date)} ${clock}`;
}

export function fullInstantText(at: number): string {
  return full.format(new Date(at));
}
