import type { Answer } from '../runs/answer.js';
import { attentionOf, headMaps } from '../runs/attention-map.js';
import { percent } from '../words/percent.js';
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

/** What each head of a transformer looked at, a small picture for each: a row a position, a column a position looked at. */
export function headsFigure(name: string, answer: Answer): Html | undefined {
  const maps = Object.values(headMaps('', answer));
  const [first] = maps;
  if (!first) return undefined;
  const [read, all] = [answer.batch.inputs.shape[1]!, first.rows.length];
  return html`<figure class="states">
<figcaption>What each head looked at in the first example: a row a position, from the first down; a column a position looked at${all > read && `; from position ${read + 1} on it writes`}</figcaption>
<div class="heads">${maps.map(({ title, values }) => {
    const head = title.slice(2);
    return html`<figure><img src="${pngImage(values.map((row) => row.map((weight) => shade(weight))))}" alt="Heat map of ${head} of ${name}; ${looks(values)}."><figcaption>${head}</figcaption></figure>
`;
  })}</div>
</figure>`;
}

/** Where a head looks from its last position, in words. */
function looks(values: readonly (readonly number[])[]): string {
  const last = values.at(-1)!;
  const most = Math.max(...last);
  return `the last position looks most at position ${1 + last.indexOf(most)}, ${percent(most)}`;
}
