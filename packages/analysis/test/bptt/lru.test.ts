import { describe, expect, it } from 'vitest';
import { centralDifferences, lruBptt, lruForward } from '../../src/index.js';
import { random, values } from '../random.js';

const rng = random(9);
const [I, H, O] = [2, 3, 4];
const model = { inputSize: I, hiddenSize: H, outputSize: O, scored: 'every' } as const;
const params = {
  logDecay: values(rng, H),
  logPhase: values(rng, H),
  logScale: values(rng, H),
  inputKernel: values(rng, I * 2 * H),
  stateKernel: values(rng, 2 * H * H),
  feedthroughKernel: values(rng, I * H),
  bias: values(rng, H),
  outputKernel: values(rng, H * O),
  outputBias: values(rng, O),
};
const targets = [0, 3, 1, 2, 2];
const sequence = {
  inputs: values(rng, 5 * I),
  initialHidden: values(rng, H),
  initialImaginary: values(rng, H),
};

describe('lruBptt', () => {
  it('by hand: of one real unit that adds up half of what came, ∂E/∂ν is −e^ν λ ∂E/∂λ', () => {
    // λ = exp(−e^ν) = ½ and θ → −∞; s₁ = 2, y = s₂ = 3 + 2λ = 4, E = (4 − 1)², ∂E/∂λ = 2·3·s₁.
    const ν = Math.log(Math.LN2);
    const one = Float64Array.of(1);
    const scalar = {
      logDecay: Float64Array.of(ν),
      logPhase: Float64Array.of(-Infinity),
      logScale: Float64Array.of(0),
      inputKernel: Float64Array.of(1, 0),
      stateKernel: Float64Array.of(1, 0),
      feedthroughKernel: Float64Array.of(0),
      outputKernel: one,
    };
    const size = { inputSize: 1, hiddenSize: 1, outputSize: 1, activation: 'identity' } as const;
    const two = { inputs: Float64Array.of(2, 3), targets: [1] };
    const { loss, gradients, inputGradient } = lruBptt({ ...size, loss: 'squared-error' }, scalar, two);
    expect(loss).toBeCloseTo(9, 12);
    expect(gradients.logDecay[0]).toBeCloseTo(-Math.LN2 * 0.5 * 12, 12);
    expect([...inputGradient].map((value) => Number(value.toFixed(12)))).toEqual([3, 6]);
    expect(gradients.bias).toBeUndefined();
  });

  it('has the gradients of inputs and of both parts of the state before, by central differences', () => {
    const { inputGradient, initialHiddenGradient, initialImaginaryGradient } = lruBptt(model, params, {
      ...sequence,
      targets,
    });
    const numerical = centralDifferences(
      (given) => lruBptt(model, params, { ...given, targets }).loss,
      sequence,
    );
    const found = {
      inputs: inputGradient,
      initialHidden: initialHiddenGradient,
      initialImaginary: initialImaginaryGradient,
    };
    for (const [name, gradient] of Object.entries(found))
      gradient.forEach((value, k) => {
        expect(value, `${name}[${k}]`).toBeCloseTo(numerical[name as keyof typeof found][k]!, 8);
      });
  });

  it('goes on from a state as if it had never stopped', () => {
    const whole = lruForward(model, params, sequence.inputs, sequence);
    const { state } = whole[1]!;
    const rest = lruForward(model, params, sequence.inputs.slice(2 * I), {
      initialHidden: state.slice(0, H),
      initialImaginary: state.slice(H),
    });
    expect(rest.map(({ h }) => [...h])).toEqual(whole.slice(2).map(({ h }) => [...h]));
  });
});
