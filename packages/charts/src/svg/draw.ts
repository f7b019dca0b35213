import { CustomChart, HeatmapChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent, VisualMapComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Picture } from './picture.js';
import { presentationAttributes } from './presentation-attributes.js';
import { stableIds } from './stable-ids.js';

echarts.use([
  LineChart,
  CustomChart,
  HeatmapChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  VisualMapComponent,
  SVGRenderer,
]);

export type Point = readonly [x: number, y: number];

/** A drawing, and where in it a point of its axes lies, to a tenth of a pixel. */
export interface Drawing {
  readonly svg: string;
  readonly places: readonly Point[];
}

/** Draws a picture, and finds the places of `points`. */
export function draw({ options, width, height }: Picture, points: readonly Point[] = []): Drawing {
  const canvas = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  for (const option of options) canvas.setOption({ animation: false, ...option });
  const svg = stableIds(presentationAttributes(canvas.renderToSVGString()));
  const places = points.map((point) => {
    const [x, y] = canvas.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [...point]) as [number, number];
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10] as const;
  });
  canvas.dispose();
  return { svg, places };
}
