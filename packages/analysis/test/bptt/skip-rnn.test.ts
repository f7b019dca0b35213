import { describe, expect, it } from 'vitest';
import { centralDifferences, rnnBptt, skipRnnBptt } from '../../src/index.js';
import { random, values } from '../random.js';

const rng = random(17);
const H = 3;
const model = { inputSize: 2, hiddenSize: H, outputSize: 2, loss: 'squared-error', scored: 'every' } as const;
const params = {
  inputKernel: values(rng, 2 * H),
  recurrentKernel: values(rng, H * H),
  skipKernel: values(rng, H * H),
  bias: values(rng, H),
  outputKernel: values(rng, 2 * H),
};

describe('skipRnnBptt', () => {
  it.each([1, 2, 5])('over %i steps reaches the inputs and h₀', (steps) => {
    const data = { inputs: values(rng, 2 * steps), initialHidden: values(rng, H) };
    const targets = values(rng, 2 * steps);
    const run = (given: typeof data) => skipRnnBptt(model, params, { ...given, targets });
    const { inputGradient, initialHiddenGradient } = run(data);
    const numerical = centralDifferences((given) => run(given).loss, data);
    inputGradient.forEach((value, k) => {
      expect(value).toBeCloseTo(numerical.inputs[k]!, 9);
    });
    initialHiddenGradient.forEach((value, k) => {
      expect(value).toBeCloseTo(numerical.initialHidden[k]!, 9);
    });
  });

  it('without a skip kernel is rnnBptt', () => {
    const sequence = { inputs: values(rng, 10), targets: values(rng, 10) };
    const { skipKernel, ...plain } = params;
    const none = { ...params, skipKernel: skipKernel.map(() => 0) };
    const [skip, rnn] = [skipRnnBptt(model, none, sequence), rnnBptt(model, plain, sequence)];
    expect(skip.loss).toBe(rnn.loss);
    for (const name of ['inputKernel', 'recurrentKernel', 'bias', 'outputKernel'] as const)
      expect(skip.gradients[name]).toEqual(rnn.gradients[name]);
  });

  it('sums at every state what comes back over one step and over two', () => {
    const { steps } = skipRnnBptt(model, params, { inputs: values(rng, 10), targets: values(rng, 10) });
    const { recurrentKernel: R, skipKernel: M } = params;
    steps.forEach(({ gradient, fromLoss }, t) => {
      for (let k = 0; k < H; k++) {
        let sum = fromLoss[k]!;
        for (let j = 0; j < H; j++) {
          sum += (steps[t + 1]?.gradient.a[j] ?? 0) * R[k * H + j]!;
          sum += (steps[t + 2]?.gradient.a[j] ?? 0) * M[k * H + j]!;
        }
        expect(gradient.h[k]).toBeCloseTo(sum, 14);
      }
    });
  });
});
