import type { FleetMoment } from './simulated-fleet.ts';

/** What stands above and beside the picture. */
export interface FleetDrawing {
  readonly title: string;
  /** Length of a tick, in hours. */
  readonly tickHours: number;
  /** Pools in the order in which they are stacked; all that occur by default. */
  readonly pools?: readonly string[];
}

const size = { width: 900, left: 50, right: 20, replicas: { top: 40, height: 220 }, work: { top: 300, height: 120 } };
const colours = ['#2b8a3e', '#d9480f', '#1971c2', '#9c36b5', '#e67700', '#0c8599', '#a61e4d', '#5c940d'];

/**
 * A run as a picture (SVG): the replicas of each pool over time, stacked, with the spot that could be had as a line and
 * a mark where the policy gave a reason; below, the work that had arrived and what of it was left.
 */
export function drawFleet(moments: readonly FleetMoment[], { title, tickHours, pools }: FleetDrawing): string {
  const names = pools ?? [...new Set(moments.flatMap(({ replicas }) => Object.keys(replicas)))];
  const ticks = Math.max(1, (moments.at(-1)?.tick ?? 0) + 1);
  const x = (tick: number): number => size.left + (tick / ticks) * (size.width - size.left - size.right);
  const parts = [
    text(size.left, 20, title, 'font-weight="bold"'),
    ...names.map((name, index) => legend(name, index)),
    ...drawReplicas(moments, names, x),
    ...drawWork(moments, x),
    ...hourMarks(ticks, tickHours, x),
  ];
  const height = size.work.top + size.work.height + 40;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" font-family="sans-serif" font-size="11">` +
    `<rect width="100%" height="100%" fill="white"/>\n${parts.join('\n')}\n</svg>\n`
  );
}

type X = (tick: number) => number;

function drawReplicas(moments: readonly FleetMoment[], names: readonly string[], x: X): string[] {
  const { top, height } = size.replicas;
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  const most = Math.max(1, ...moments.flatMap(({ replicas, supply }) => [sum(replicas), sum(supply)]));
  const y = (count: number): number => top + height - (count / most) * height;
  const below = moments.map(() => 0);
  const layers = names.map((name, index) => {
    const floor = [...below];
    moments.forEach(({ replicas }, at) => {
      below[at] = (below[at] ?? 0) + (replicas[name] ?? 0);
    });
    const upper = steps(moments, x, (at) => y(below[at] ?? 0));
    const lower = steps(moments, x, (at) => y(floor[at] ?? 0)).reverse();
    return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colours[index % colours.length]}" opacity="0.75"/>`;
  });
  const supply = steps(moments, x, (at) => y(sum(moments[at]?.supply ?? {})));
  const marks = moments.flatMap(({ tick, reasons }) =>
    reasons.map(
      (reason) =>
        `<circle cx="${x(tick).toFixed(1)}" cy="${top - 6}" r="3" fill="#d9480f"><title>${escaped(reason.text)}</title></circle>`,
    ),
  );
  return [
    ...layers,
    `<polyline points="${supply.join(' ')}" fill="none" stroke="#343a40" stroke-dasharray="3 3"/>`,
    ...marks,
    ...frame(size.replicas, `${most} replicas`),
  ];
}

function drawWork(moments: readonly FleetMoment[], x: X): string[] {
  const { top, height } = size.work;
  const most = Math.max(1e-9, ...moments.map(({ arrivedHours }) => arrivedHours));
  const y = (hours: number): number => top + height - (hours / most) * height;
  const arrived = steps(moments, x, (at) => y(moments[at]?.arrivedHours ?? 0));
  const done = moments.map(({ tick, arrivedHours, leftHours }) => point(x(tick), y(arrivedHours - leftHours)));
  return [
    `<polyline points="${arrived.join(' ')}" fill="none" stroke="#868e96"/>`,
    `<polyline points="${done.join(' ')}" fill="none" stroke="#1971c2" stroke-width="2"/>`,
    ...frame(size.work, `${most.toFixed(0)} replica-hours, arrived and done`),
  ];
}

function steps(moments: readonly FleetMoment[], x: X, y: (index: number) => number): string[] {
  return moments.flatMap(({ tick }, index) => [point(x(tick), y(index)), point(x(tick + 1), y(index))]);
}

function frame({ top, height }: { readonly top: number; readonly height: number }, label: string): string[] {
  const width = size.width - size.left - size.right;
  return [
    `<rect x="${size.left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#adb5bd"/>`,
    text(size.left + 4, top + 12, label),
  ];
}

function hourMarks(ticks: number, tickHours: number, x: X): string[] {
  const hours = ticks * tickHours;
  const step = Math.max(1, Math.ceil(hours / 12));
  const bottom = size.work.top + size.work.height + 16;
  const marks: string[] = [];
  for (let hour = 0; hour <= hours; hour += step)
    marks.push(text(x(hour / tickHours), bottom, `${hour} h`, 'text-anchor="middle"'));
  return marks;
}

function legend(name: string, index: number): string {
  const left = size.width - size.right - 110 * (index + 1);
  const colour = colours[index % colours.length];
  return `<rect x="${left}" y="12" width="10" height="10" fill="${colour}"/>${text(left + 14, 21, name)}`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
