import {
  type Dashboard,
  DashboardCursorSync,
  type DashboardLink,
  type RowPanel,
  type VariableModel,
  VariableRefresh,
} from '@grafana/schema';
import { type AskingPanel, chosenSource } from './panel.ts';

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly AskingPanel[];
}

export interface DashboardWish {
  /** Stays the same for good: links name it. */
  readonly uid: string;
  readonly title: string;
  readonly about: string;
  /** How far back it looks at first, such as `now-6h`. */
  readonly from: string;
  /** Beside data source and installation. */
  readonly variables?: readonly VariableModel[];
  readonly rows: readonly Row[];
}

/** A dashboard whose panels are asked for; without Grafana's optional kinds of them. */
export interface AskingDashboard extends Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: NonNullable<Dashboard['panels']>;
}

const columns = 24;

const ownVariables: readonly VariableModel[] = [
  { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
  {
    name: 'installation',
    label: 'Installation',
    type: 'query',
    datasource: chosenSource,
    query: { query: 'label_values(up{job=~"spillway-.+"}, installation)', refId: 'installation' },
    refresh: VariableRefresh.onTimeRangeChanged,
    includeAll: true,
    multi: true,
    // Also what has no such label.
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
  },
];

/** The dashboard with its panels in their places, row by row, from left to right. */
export function defineDashboard({ uid, title, about, from, variables = [], rows }: DashboardWish): AskingDashboard {
  return {
    uid,
    title,
    description: about,
    tags: ['spillway'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: DashboardCursorSync.Crosshair,
    refresh: '30s',
    time: { from, to: 'now' },
    timezone: 'browser',
    templating: { list: [...ownVariables, ...variables] },
    links: [linkToOthers],
    panels: placed(rows),
  };
}

const linkToOthers: DashboardLink = {
  type: 'dashboards',
  title: 'Spillway',
  tags: ['spillway'],
  asDropdown: true,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
  icon: 'external link',
  tooltip: '',
  url: '',
};

/** Panels stand side by side until a line of columns is full. */
function placed(rows: readonly Row[]): AskingDashboard['panels'] {
  const panels: AskingDashboard['panels'] = [];
  let top = 0;
  for (const row of rows) {
    panels.push(heading(row.title, top, panels.length + 1));
    let [x, y, height] = [0, top + 1, 0];
    for (const panel of row.panels) {
      const { w, h } = panel.gridPos;
      if (x + w > columns) [x, y, height] = [0, y + height, 0];
      panels.push({ ...panel, id: panels.length + 1, gridPos: { x, y, w, h } });
      [x, height] = [x + w, Math.max(height, h)];
    }
    top = y + height;
  }
  return panels;
}

function heading(title: string, y: number, id: number): RowPanel {
  return { type: 'row', title, collapsed: false, id, panels: [], gridPos: { x: 0, y, w: columns, h: 1 } };
}
