import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  PercentChangeColorMode,
  ThresholdsMode,
  VizOrientation,
} from '@grafana/schema';
import type { Options } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import { type AskingPanel, chosenSource, type PanelWish, stepsOf } from './panel.ts';
import { queriesOf } from './query.ts';

const options: Options = {
  colorMode: BigValueColorMode.Value,
  graphMode: BigValueGraphMode.None,
  justifyMode: BigValueJustifyMode.Auto,
  orientation: VizOrientation.Auto,
  percentChangeColorMode: PercentChangeColorMode.Standard,
  reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
  showPercentChange: false,
  textMode: BigValueTextMode.Auto,
  wideLayout: true,
};

/** One large number as it is now, or one for each series. */
export function valuePanel(wish: PanelWish): AskingPanel {
  return {
    type: 'stat',
    title: wish.title,
    description: wish.about,
    datasource: chosenSource,
    gridPos: { x: 0, y: 0, w: wish.width, h: wish.height ?? 4 },
    targets: queriesOf(wish.asks, 'values').map((query) => ({ ...query })),
    options: { ...options },
    fieldConfig: {
      defaults: {
        unit: wish.unit,
        ...(wish.decimals !== undefined && { decimals: wish.decimals }),
        thresholds: { mode: ThresholdsMode.Absolute, steps: stepsOf(wish.bad) },
      },
      overrides: [],
    },
  };
}
