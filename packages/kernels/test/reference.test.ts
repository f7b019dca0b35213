import { describe, expect, it } from 'vitest';
import { type Case, randomValues } from './random-sequence.js';
import { gru, gruGradient } from './reference/gru.js';
import { lstm, lstmGradient } from './reference/lstm.js';
import { rnn, rnnGradient } from './reference/rnn.js';
import type { Values } from './reference/sequence.js';

// The kernels are compared with these references, so the references are checked by themselves: each derivative
// against the central difference of the sum that dHidden and dCell weigh.

const sizes = { batch: 2, steps: 4, inputSize: 3, hiddenSize: 2 };
const base = { ...sizes, hasBias: true, hasMask: true, seed: 5 };

const weigh = (values: Float64Array, weights: Float64Array) =>
  values.reduce((sum, value, i) => sum + value * weights[i]!, 0);

const references: [string, Case, (v: Values) => number, (v: Values) => Values][] = [];
for (const reverse of [false, true]) {
  const direction = reverse ? ', reversed' : '';
  references.push([
    `lstm${direction}`,
    { ...base, cell: 'Lstm', hasCellGradient: true },
    (v) => {
      const { hidden, cell } = lstm(v, sizes, reverse);
      return weigh(hidden, v.dHidden!) + weigh(cell, v.dCell!);
    },
    (v) => lstmGradient(v, sizes, reverse),
  ]);
  references.push([
    `rnn${direction}`,
    { ...base, cell: 'Rnn' },
    (v) => weigh(rnn(v, sizes, 'tanh', reverse).hidden, v.dHidden!),
    (v) => rnnGradient(v, sizes, 'tanh', reverse),
  ]);
  for (const resetAfter of [false, true])
    references.push([
      `gru that resets ${resetAfter ? 'after' : 'before'} the product${direction}`,
      { ...base, cell: 'Gru', hasRecurrentBias: resetAfter },
      (v) => weigh(gru(v, sizes, resetAfter, reverse).hidden, v.dHidden!),
      (v) => gruGradient(v, sizes, resetAfter, reverse),
    ]);
}

describe('the reference gradients equal central differences', () => {
  it.each(references)('%s', (_, c, loss, gradient) => {
    const values = randomValues(c);
    for (const [name, derivative] of Object.entries(gradient(values))) {
      const input = name === 'dX' ? 'x' : `${name[1]!.toLowerCase()}${name.slice(2)}`;
      derivative.forEach((expected, i) => {
        const h = 1e-5;
        const shifted = (by: number) => {
          const moved = values[input]!.slice();
          moved[i]! += by;
          return loss({ ...values, [input]: moved });
        };
        expect((shifted(h) - shifted(-h)) / (2 * h), `${name}[${i}]`).toBeCloseTo(expected, 7);
      });
    }
  });
});
