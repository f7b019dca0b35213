import type { Construction, Rows } from './network.js';

/**
 * Adds two binary numbers of any length, least significant digit first. Three threshold units say whether the
 * column a_t + b_t + carry is at least 1, 2 or 3; the second of them is the next carry, and h_1 − h_2 + h_3
 * is the digit of the sum. One step of zeros after the last digits brings out the last carry.
 */
export const binaryAddition: Construction = {
  computes: 'y_t is digit t of the sum, least significant first',
  network: {
    layers: [
      {
        cell: 'rnn',
        inputSize: 2,
        hiddenSize: 3,
        activation: 'step',
        inputKernel: [
          [1, 1, 1],
          [1, 1, 1],
        ],
        recurrentKernel: [
          [0, 0, 0],
          [1, 1, 1],
          [0, 0, 0],
        ],
        bias: [-0.5, -1.5, -2.5],
        initialHidden: [0, 0, 0],
      },
    ],
    readout: { activation: 'identity', outputKernel: [[1], [-1], [1]], outputBias: [0] },
  },
  alphabet: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  padding: 1,
  tolerance: 0,
  expected: (sequence) => {
    const sum = numberOf(sequence, 0) + numberOf(sequence, 1);
    return sequence.map((_, t) => [Number((sum >> BigInt(t)) & 1n)]);
  },
};

const numberOf = (sequence: Rows, which: 0 | 1) =>
  sequence.reduce((sum, pair, t) => sum + (BigInt(pair[which]!) << BigInt(t)), 0n);
