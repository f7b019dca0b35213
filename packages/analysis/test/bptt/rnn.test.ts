import { describe, expect, it } from 'vitest';
import { centralDifferences, rnnBptt, rnnForward } from '../../src/index.js';
import { random, values } from '../random.js';

const rng = random(7);
const model = { inputSize: 2, hiddenSize: 3, outputSize: 4 } as const;
const params = {
  inputKernel: values(rng, 6),
  recurrentKernel: values(rng, 9),
  bias: values(rng, 3),
  outputKernel: values(rng, 12),
  outputBias: values(rng, 4),
};
const inputs = values(rng, 10);
const every = { inputs, targets: [0, 3, 1, 2, 2] };

describe('rnnBptt', () => {
  it('by hand: a linear scalar network has ∂L/∂r = 2(y − target)·Σ …', () => {
    // h₁ = 2, h₂ = 3 + r·h₁ with r = ½, so y = 4, E = (4 − 1)², ∂E/∂r = 2·3·h₁ and ∂E/∂k = 2·3·(x₂ + r·x₁).
    const linear = {
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation: 'identity',
      loss: 'squared-error',
    } as const;
    const weights = {
      inputKernel: Float64Array.of(1),
      recurrentKernel: Float64Array.of(0.5),
      outputKernel: Float64Array.of(1),
    };
    const { loss, gradients, inputGradient } = rnnBptt(linear, weights, {
      inputs: Float64Array.of(2, 3),
      targets: [1],
    });
    expect(loss).toBe(9);
    expect([...gradients.recurrentKernel]).toEqual([12]);
    expect([...gradients.inputKernel]).toEqual([24]);
    expect([...gradients.outputKernel]).toEqual([24]);
    expect([...inputGradient]).toEqual([3, 6]);
    expect(gradients.bias).toBeUndefined();
  });

  it('gives ∂L/∂W_ph by the last hidden state alone, ∂L/∂W_hh by all of them', () => {
    const { gradients, outputs, steps } = rnnBptt(model, params, { inputs, targets: [2] });
    const error = outputs.slice(-4);
    error[2]! -= 1;
    const last = steps.at(-1)!.values.h;
    gradients.outputKernel.forEach((value, k) => {
      expect(value).toBeCloseTo(last[Math.floor(k / 4)]! * error[k % 4]!, 14);
    });
    let sum = 0; // of row 0, column 1
    for (let t = 1; t < steps.length; t++) sum += steps[t - 1]!.values.h[0]! * steps[t]!.gradient.a[1]!;
    expect(gradients.recurrentKernel[1]).toBeCloseTo(sum, 14);
  });

  it('adds a loss at every step: the gradients are the sum of five many-to-one gradients', () => {
    const all = rnnBptt({ ...model, scored: 'every' }, params, every);
    const parts = every.targets.map((target, t) =>
      rnnBptt(model, params, { inputs: inputs.slice(0, 2 * (t + 1)), targets: [target] }),
    );
    expect(all.loss).toBeCloseTo(
      parts.reduce((sum, { loss }) => sum + loss, 0),
      13,
    );
    for (const name of Object.keys(params) as (keyof typeof params)[]) {
      all.gradients[name]!.forEach((value, k) => {
        const sum = parts.reduce((total, { gradients }) => total + gradients[name]![k]!, 0);
        expect(value).toBeCloseTo(sum, 13);
      });
    }
  });

  it('returns ∂E/∂h_t as what the loss and what the next step send back', () => {
    const { steps } = rnnBptt({ ...model, scored: 'every' }, params, every);
    steps.forEach(({ gradient, fromLoss, fromNext }, t) => {
      const after = steps[t + 1];
      gradient.h.forEach((value, k) => {
        expect(value).toBe(fromLoss[k]! + fromNext.h[k]!);
        const back = after
          ? after.gradient.a.reduce((sum, δ, j) => sum + δ * params.recurrentKernel[3 * k + j]!, 0)
          : 0;
        expect(fromNext.h[k]).toBeCloseTo(back, 14);
      });
    });
  });

  it('reaches the inputs and the initial state: both gradients equal central differences', () => {
    const data = { inputs, initialHidden: values(rng, 3) };
    const { inputGradient, initialHiddenGradient } = rnnBptt(model, params, { ...data, targets: [1] });
    const numerical = centralDifferences((d) => rnnBptt(model, params, { ...d, targets: [1] }).loss, data);
    inputGradient.forEach((value, k) => {
      expect(value).toBeCloseTo(numerical.inputs[k]!, 10);
    });
    initialHiddenGradient.forEach((value, k) => {
      expect(value).toBeCloseTo(numerical.initialHidden[k]!, 10);
    });
  });

  it('keeps a cross-entropy finite at logits of ±1000, and its probabilities a distribution', () => {
    const huge = { ...params, outputBias: Float64Array.of(1000, -1000, 0, 0) };
    const { loss, outputs } = rnnBptt(model, huge, { inputs, targets: [1] });
    expect(loss).toBeGreaterThan(1990);
    expect(loss).toBeLessThan(2010);
    expect([...outputs.slice(-4)].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 14);
  });

  it('refuses sizes, shapes, classes and names that are none', () => {
    const sequence = { inputs, targets: [0] };
    expect(() => rnnBptt({ ...model, hiddenSize: 0 }, params, sequence)).toThrow(
      new RangeError('rnn: hiddenSize must be a positive integer, received 0'),
    );
    expect(() => rnnBptt(model, { ...params, recurrentKernel: new Float64Array(8) }, sequence)).toThrow(
      new RangeError('rnn: recurrentKernel must be [3, 3] (9 numbers), received 8 numbers'),
    );
    expect(() => rnnBptt(model, params, { inputs: new Float64Array(0), targets: [0] })).toThrow(
      /^rnn: inputs must be/,
    );
    expect(() => rnnBptt(model, params, { inputs: new Float64Array(3), targets: [0] })).toThrow(
      /^rnn: inputs must be/,
    );
    expect(() => rnnBptt(model, params, { ...sequence, initialHidden: new Float64Array(2) })).toThrow(
      new RangeError('rnn: initialHidden must be [3] (3 numbers), received 2 numbers'),
    );
    expect(() => rnnBptt(model, params, { inputs, targets: [0, 1] })).toThrow(/^rnn: targets must be \[/);
    expect(() => rnnBptt(model, params, { inputs, targets: [4] })).toThrow(
      new RangeError('rnn: targets must be classes from 0 to 3, received 4'),
    );
    expect(() => rnnForward({ ...model, activation: 'cos' as 'tanh' }, params, inputs)).toThrow(TypeError);
    expect(() => rnnBptt({ ...model, loss: 'hinge' as 'cross-entropy' }, params, sequence)).toThrow(
      TypeError,
    );
  });
});
