import { CustomChart, HeatmapChart, LineChart as Lines } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent, VisualMapComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart } from './chart.js';
import { heatMapPicture } from './picture/heat-map.js';
import { imagePicture } from './picture/images.js';
import { linePicture } from './picture/lines.js';
import type { Picture } from './picture/picture.js';
import { stableIds } from './stable-ids.js';

echarts.use([
  Lines,
  CustomChart,
  HeatmapChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  VisualMapComponent,
  SVGRenderer,
]);

/** Draws a chart as a self-contained SVG document. */
export function svgChart(chart: Chart): string {
  const { option, width, height } = picture(chart);
  const canvas = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  canvas.setOption({ animation: false, backgroundColor: '#ffffff', ...option });
  const svg = stableIds(canvas.renderToSVGString());
  canvas.dispose();
  return svg.replace(/^<svg/, '<svg role="img"').replace('>', `><title>${escapeXml(chart.title)}</title>`);
}

function picture(chart: Chart): Picture {
  if (chart.kind === 'heat-map') return heatMapPicture(chart);
  return chart.kind === 'images' ? imagePicture(chart) : linePicture(chart);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
