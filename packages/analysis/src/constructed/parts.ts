import type { ConstructedLayer, ConstructedNetwork, Construction, Rows } from './network.js';

type Weights = Pick<ConstructedLayer, 'inputKernel' | 'recurrentKernel' | 'bias'>;

/** A layer of threshold units that starts from zeros, unless told otherwise. */
export function layer(weights: Weights & Partial<ConstructedLayer>): ConstructedLayer {
  const { inputKernel, bias } = weights;
  const sizes = { inputSize: inputKernel.length, hiddenSize: bias.length };
  return { cell: 'rnn', ...sizes, activation: 'step', initialHidden: bias.map(() => 0), ...weights };
}

/** One output, Σ weight·h. */
export function readout(...weights: readonly number[]): ConstructedNetwork['readout'] {
  return { activation: 'identity', outputKernel: weights.map((weight) => [weight]), outputBias: [0] };
}

export const bits: Rows = [[0], [1]];
export const pairsOfBits: Rows = [0, 1].flatMap((a) => [0, 1].map((b) => [a, b]));

/** What is expected at every step, from the inputs up to it. */
export function ofPrefixes(answer: (inputs: Rows) => number): Construction['expected'] {
  return (sequence) => sequence.map((_, t) => [answer(sequence.slice(0, t + 1))]);
}
