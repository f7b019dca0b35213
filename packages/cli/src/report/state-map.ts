import type { SequenceBatch } from '@unrolled/datasets';
import { stateLimit } from '../render/hidden-states.js';
import { cividis } from '../render/picture/heat-map.js';
import { type Html, html } from './html.js';
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
  const [time, units] = [states.length, states[0]!.length];
  const limit = stateLimit(states);
  const pixels = Array.from({ length: units }, (_, unit) =>
    states.map((state) => shade((state[unit]! + limit) / (2 * limit))),
  );
  const read = Array.from({ length: time }, (_, t) => inputAt(inputs, t));
  const rows = states.map((state, t) => ({
    step: t + 1,
    input: read[t],
    mean: state.reduce((sum, value) => sum + Math.abs(value), 0) / units,
    low: Math.min(...state),
    high: Math.max(...state),
  }));
  const said = `${units} units over ${time} steps; the mean of |h| goes from ${rows[0]!.mean.toFixed(2)} to ${rows.at(-1)!.mean.toFixed(2)}`;
  return html`<figure class="states">
<figcaption>Hidden state over the first example, a row a unit, a column a step</figcaption>
<img src="${pngImage(pixels)}" alt="Heat map of the hidden state of ${name}: ${said}." width="${time}" height="${units}" style="height: ${Math.min(320, Math.max(96, 4 * units))}px">
<p class="axis"><span>step 1</span><span>step ${time}</span></p>
<p class="key"><span>${(-limit).toPrecision(2)}</span><img src="${pngImage([scale])}" alt="from light to dark" width="${scale.length}" height="1"><span>${limit.toPrecision(2)}</span></p>
<details><summary>Numbers<span class="unseen"> of the hidden state of ${name}</span></summary>
<div class="scroll" tabindex="0" role="group" aria-label="Hidden state of ${name} by step"><table>
<caption class="unseen">Hidden state of ${name} by step</caption>
<thead><tr><th scope="col">step</th><th scope="col">input</th><th scope="col">mean of |h|</th><th scope="col">lowest</th><th scope="col">highest</th></tr></thead>
<tbody>${rows.map(
    ({ step, input, mean, low, high }) =>
      html`<tr><th scope="row">${step}</th><td>${input ?? '–'}</td><td>${mean.toFixed(3)}</td><td>${low.toFixed(3)}</td><td>${high.toFixed(3)}</td></tr>
`,
  )}</tbody></table></div></details>
</figure>`;
}

/** What is read at a step in a few characters: the class of a one-hot row, or a few integers; else nothing. */
function inputAt({ data, shape }: SequenceBatch['inputs'], t: number): string | undefined {
  const size = shape[2]!;
  const row = data.subarray(t * size, (t + 1) * size);
  if (size > 2 && row.every((value) => value === 0 || value === 1)) {
    return row.filter((value) => value === 1).length === 1 ? String(row.indexOf(1)) : undefined;
  }
  return size <= 2 && row.every(Number.isInteger) ? row.join(' ') : undefined;
}

const stops = cividis.map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));

/** The colour of a share in [0, 1], between the two stops beside it. */
function shade(share: number): number[] {
  const place = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[below]!, stops[below + 1]!];
  return from.map((value, i) => Math.round(value + (place - below) * (to[i]! - value)));
}

const scale = Array.from({ length: 64 }, (_, i) => shade(i / 63));
