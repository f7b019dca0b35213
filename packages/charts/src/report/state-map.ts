import type { SequenceBatch } from '@unrolled/datasets';
import { hiddenStates } from '../runs/hidden-states.js';
import { inputAt } from '../runs/input-at.js';
import { shade } from './colours.js';
import { folded, type Html, html, scroll, table } from './html.js';
import { pngImage } from './png-image.js';

/**
 * The hidden state over one sequence as a picture, a row a unit and a column a step, with its numbers by step.
 *
 * @param states [time][unit]
 */
export function stateMap(
  name: string,
  states: readonly (readonly number[])[],
  { inputs }: SequenceBatch,
): Html {
  const { values, range } = hiddenStates('', states);
  const [low, high] = range;
  const [time, units] = [states.length, values.length];
  const means = states.map((state) => state.reduce((sum, value) => sum + Math.abs(value), 0) / units);
  const said = `${units} units over ${time} steps; the mean of |h| goes from ${means[0]!.toFixed(2)} to ${means.at(-1)!.toFixed(2)}`;
  const pixels = values.map((row) => row.map((value) => shade((value - low) / (high - low))));
  const numbers = table(
    `Hidden state of ${name} by step`,
    ['step', 'input', 'mean of |h|', 'lowest', 'highest'],
    states.map((state, t) => [
      t + 1,
      inputAt(inputs, t) ?? '–',
      ...[means[t]!, Math.min(...state), Math.max(...state)].map((value) => value.toFixed(3)),
    ]),
  );
  return html`<figure class="states">
<figcaption>Hidden state over the first example, a row a unit, a column a step</figcaption>
<img src="${pngImage(pixels)}" alt="Heat map of the hidden state of ${name}: ${said}." width="${time}" height="${Math.min(320, Math.max(96, 4 * units))}">
<p class="axis"><span>step 1</span><span>step ${time}</span></p>
<p class="key"><span>${low.toPrecision(2)}</span><img src="${pngImage([scale])}" alt="from light to dark" width="${scale.length}" height="1"><span>${high.toPrecision(2)}</span></p>
${folded('Numbers', `the hidden state of ${name}`, scroll(`Hidden state of ${name} by step`, numbers))}
</figure>`;
}

const scale = Array.from({ length: 64 }, (_, i) => shade(i / 63));
