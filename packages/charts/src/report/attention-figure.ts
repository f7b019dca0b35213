import type { Answer } from '../runs/answer.js';
import { attentionOf } from '../runs/attention-map.js';
import { shade } from './colours.js';
import { folded, type Html, html, scroll, table } from './html.js';
import { pngImage } from './png-image.js';

/** The weights of attention of an answer as a picture, a row an output and a column a step read, and as numbers. */
export function attentionFigure(name: string, answer: Answer): Html | undefined {
  const map = attentionOf('', answer);
  if (!map) return undefined;
  const { rows, columns, values } = map;
  const numbers = table(
    `Attention of ${name}`,
    ['written', ...columns],
    rows.map((row, t) => [row, ...values[t]!.map((weight) => weight.toFixed(2))]),
  );
  const most = values.map((row, t) => `output ${t + 1} at step ${1 + row.indexOf(Math.max(...row))}`);
  const size = 16;
  return html`<figure class="states">
<figcaption>What each output of the first example looked at: a row an output, from the first down; a column a step read</figcaption>
<img src="${pngImage(values.map((row) => row.map((weight) => shade(weight))))}" alt="Heat map of the attention of ${name}; most: ${most.join(', ')}." width="${size * columns.length}" height="${size * rows.length}">
<p class="axis"><span>step 1</span><span>step ${columns.length}</span></p>
${folded('Numbers', `the attention of ${name}`, scroll(`Attention of ${name}`, numbers))}
</figure>`;
}
