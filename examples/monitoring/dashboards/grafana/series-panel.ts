import {
  GraphDrawStyle,
  type GraphFieldConfig,
  LegendDisplayMode,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
} from '@grafana/schema';
import type { Options } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import { type AskingPanel, type PanelWish, panelOf } from './panel.ts';

export interface SeriesWish extends PanelWish {
  /** On top of each other: parts of a whole. */
  readonly stacked?: boolean;
  readonly bars?: boolean;
}

const options: Options = {
  legend: {
    calcs: ['lastNotNull', 'max'],
    displayMode: LegendDisplayMode.Table,
    placement: 'bottom',
    showLegend: true,
  },
  tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
};

/** Lines over time. */
export function seriesPanel({ stacked = false, bars = false, ...wish }: SeriesWish): AskingPanel {
  const custom: GraphFieldConfig = {
    drawStyle: bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line,
    fillOpacity: bars ? 60 : stacked ? 25 : 8,
    lineWidth: 1,
    stacking: { mode: stacked ? StackingMode.Normal : StackingMode.None, group: 'A' },
  };
  return panelOf({ type: 'timeseries', answers: 'lines', height: 8, options, custom }, wish);
}
