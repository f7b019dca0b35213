import type { Chart } from '../data/chart.js';
import { draw } from './draw.js';
import { heatMapPicture } from './heat-map.js';
import { imagePicture } from './images.js';
import { linePicture } from './lines.js';
import type { Picture } from './picture.js';

/**
 * Draws a chart as a self-contained SVG document.
 *
 * @example
 * svgChart(boundsChart(boundStudy({ recurrentKernel: 0.5 }))).startsWith('<svg'); // → true
 */
export function svgChart(chart: Chart): string {
  const { options, ...size } = picture(chart);
  const { svg } = draw({ options: [{ backgroundColor: '#ffffff' }, ...options], ...size });
  const title = `<title>${escapeXml(chart.title)}</title>`;
  return svg.replace(/^<svg([^>]*)>/, (_, attributes) => `<svg role="img"${attributes}>${title}`);
}

function picture(chart: Chart): Picture {
  if (chart.kind === 'heat-map') return heatMapPicture(chart);
  return chart.kind === 'images' ? imagePicture(chart) : linePicture(chart);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
