import { describe, expect, it } from 'vitest';
import { centralDifferences, gruBptt, gruForward, sigmoid } from '../../src/index.js';
import { random, values } from '../random.js';

const rng = random(13);
const H = 3;
const model = { inputSize: 2, hiddenSize: H, outputSize: 2, loss: 'squared-error', scored: 'every' } as const;
const params = {
  inputKernel: values(rng, 2 * 3 * H),
  recurrentKernel: values(rng, H * 3 * H),
  bias: values(rng, 3 * H),
  outputKernel: values(rng, 2 * H),
};
const sequence = { inputs: values(rng, 10), targets: values(rng, 10) };

describe('gruForward', () => {
  it('packs its gates r z n, and an update gate of 1 keeps h', () => {
    const bias = Float64Array.from({ length: 3 * H }, (_, k) => [0.1, 1000, 0.3][Math.floor(k / H)]!);
    const silent = {
      inputKernel: new Float64Array(6 * H),
      recurrentKernel: new Float64Array(3 * H * H),
      bias,
    };
    const h0 = Float64Array.of(0.5, -0.5, 0.25);
    for (const { r, n, h } of gruForward(model, silent, sequence.inputs, h0)) {
      expect(h).toEqual(h0);
      expect([r[0], n[0]]).toEqual([sigmoid(0.1), Math.tanh(0.3)]);
    }
  });

  it('differs between reset before and after the product, and not when the reset gate is 1', () => {
    const last = (resetAfter: boolean, bias: Float64Array) =>
      gruForward({ ...model, resetAfter }, { ...params, bias }, sequence.inputs).at(-1)!.h;
    expect(last(true, params.bias)).not.toEqual(last(false, params.bias));
    const open = params.bias.slice().fill(1000, 0, H);
    last(true, open).forEach((value, k) => {
      expect(value).toBeCloseTo(last(false, open)[k]!, 14);
    });
  });
});

describe('gruBptt', () => {
  it.each([true, false])(
    'with resetAfter %s reaches the inputs and h₀ and obeys its recurrence',
    (resetAfter) => {
      const data = { inputs: sequence.inputs, initialHidden: values(rng, H) };
      const run = (d: typeof data) =>
        gruBptt({ ...model, resetAfter }, params, { ...d, targets: sequence.targets });
      const { inputGradient, initialHiddenGradient, steps } = run(data);
      const numerical = centralDifferences((d) => run(d).loss, data);
      inputGradient.forEach((value, k) => {
        expect(value).toBeCloseTo(numerical.inputs[k]!, 9);
      });
      initialHiddenGradient.forEach((value, k) => {
        expect(value).toBeCloseTo(numerical.initialHidden[k]!, 9);
      });
      for (const { gradient, fromLoss, fromNext } of steps) {
        gradient.h.forEach((value, k) => {
          expect(value).toBe(fromLoss[k]! + fromNext.h[k]!);
        });
      }
    },
  );

  it('refuses a recurrent bias when the reset comes before the product', () => {
    const recurrentBias = values(rng, 3 * H);
    expect(() => gruBptt({ ...model, resetAfter: false }, { ...params, recurrentBias }, sequence)).toThrow(
      new TypeError('gru: recurrentBias must be left out unless resetAfter, received one'),
    );
  });
});
