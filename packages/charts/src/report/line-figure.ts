import type { LineChart } from '../data/chart.js';
import { xsOf } from '../data/series.js';
import { draw } from '../svg/draw.js';
import { coloursOf, dashesOf } from '../svg/lines.js';
import { pageLinePicture } from '../svg/page-lines.js';
import { folded, type Html, html, scroll, textOf, trusted } from './html.js';

/**
 * A chart, its legend, and the table of its numbers. The table is also what the page's script reads: each row and cell says
 * where in the picture it is, so that the reader can point at either. A chart over several powers of ten is drawn on a logarithmic
 * axis, too, for the script to show in its place.
 */
export function lineFigure(chart: LineChart): Html {
  const points = chart.series.flatMap(({ points }) => points);
  const { svg, places } = draw(pageLinePicture(chart), points);
  const scaled = spansPowers(chart)
    ? draw(pageLinePicture({ ...chart, logarithmic: true }), points)
    : undefined;
  const indexOf = new Map(points.map((point, i) => [point, i]));
  const row = (x: number): Html => {
    const cells = chart.series.map(({ points, band }) => {
      const point = points.find(([at]) => at === x);
      if (!point) return undefined;
      const edge = band?.find(([at]) => at === x);
      const spread = edge && edge[1] < edge[2] ? ` (${number(edge[1])} to ${number(edge[2])})` : '';
      const index = indexOf.get(point)!;
      return { place: places[index]!, log: scaled?.places[index], text: `${number(point[1])}${spread}` };
    });
    const left = cells.find((cell) => cell)?.place[0];
    return html`<tr data-x="${left}"><th scope="row">${Number(x.toPrecision(6))}</th>${cells.map((cell) =>
      cell
        ? html`<td data-y="${cell.place[1]}"${cell.log && html` data-log="${cell.log[1]}"`}>${cell.text}</td>`
        : html`<td></td>`,
    )}</tr>
`;
  };
  const colours = coloursOf(chart);
  const numbers = html`<table>
<caption class="unseen">${chart.title}</caption>
<thead><tr><th scope="col">${chart.xLabel}</th>${chart.series.map(
    ({ name }, i) => html`<th scope="col" data-colour="${colours[i]}">${name}</th>`,
  )}</tr></thead>
<tbody>${xsOf(chart.series).map(row)}</tbody></table>`;
  const label = describe(chart);
  return html`<figure class="chart">
<figcaption>${chart.title}</figcaption>
<div class="plot">${labelled(svg, label)}${scaled && labelled(scaled.svg, `${label} Logarithmic axis.`, true)}</div>
${chart.series.length > 1 && legend(chart)}
${folded('Numbers', chart.title, scroll(`Numbers of ${chart.title}`, numbers))}
</figure>`;
}

/** Whether values above zero lie so far apart that a logarithmic axis shows more. */
function spansPowers({ series, yRange, logarithmic }: LineChart): boolean {
  if (yRange || logarithmic) return false;
  const ys = series.flatMap(({ points, band = [] }) => [
    ...points.map(([, y]) => y),
    ...band.map(([, low]) => low),
  ]);
  return ys.length > 1 && Math.min(...ys) > 0 && Math.max(...ys) > 10 * Math.min(...ys);
}

function labelled(svg: string, label: string, hidden = false): Html {
  return trusted(
    svg.replace(/^<svg/, () =>
      textOf(html`<svg role="img" aria-label="${label}"${hidden && html` class="log" hidden`}`),
    ),
  );
}

/** Which line is which; the script makes each a switch that hides its line. */
function legend(chart: LineChart): Html {
  const colours = coloursOf(chart);
  const dashes = dashesOf(chart);
  const entries = chart.series.map(
    ({ name }, i) =>
      html`<li data-colour="${colours[i]}"><svg width="28" height="10" aria-hidden="true"><line x1="0" x2="28" y1="5" y2="5" stroke="${colours[i]}" stroke-width="2.5"${dashes[i] && html` stroke-dasharray="${dashes[i]}"`}></line></svg> ${name}</li>`,
  );
  return html`<ul class="legend">${entries}</ul>`;
}

/** What a reader who does not see the chart is told first. */
function describe({ title, xLabel, yLabel, series }: LineChart): string {
  const lines = series.map(({ name, points }) => {
    const ys = points.map(([, y]) => y);
    return ys.length > 1
      ? `${name}: from ${number(ys[0]!)} to ${number(ys.at(-1)!)}`
      : `${name}: ${ys.map(number)}`;
  });
  return `${title}. Line chart of ${yLabel} against ${xLabel}. ${lines.join('; ')}.`;
}

/** Four digits, which is more than a chart shows. */
function number(value: number): string {
  const digits = Number(value.toPrecision(4));
  return digits !== 0 && Math.abs(digits) < 1e-3 ? digits.toExponential() : String(digits);
}
