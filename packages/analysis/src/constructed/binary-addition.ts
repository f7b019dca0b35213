import type { Construction, Rows } from './network.js';
import { layer, pairsOfBits, readout } from './parts.js';

/**
 * Adds two binary numbers of any length, least significant digit first. Three threshold units say whether the
 * column a_t + b_t + carry is at least 1, 2 or 3; the second of them is the next carry, and h_1 − h_2 + h_3
 * is the digit of the sum. One step of zeros after the last digits brings out the last carry.
 */
export const binaryAddition: Construction = {
  computes: 'y_t is digit t of the sum, least significant first',
  network: {
    layers: [
      layer({
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
      }),
    ],
    readout: readout(1, -1, 1),
  },
  alphabet: pairsOfBits,
  padding: 1,
  tolerance: 0,
  expected: (sequence) => {
    const sum = numberOf(sequence, 0) + numberOf(sequence, 1);
    return sequence.map((_, t) => [Number((sum >> BigInt(t)) & 1n)]);
  },
};

const numberOf = (sequence: Rows, which: 0 | 1) =>
  sequence.reduce((sum, pair, t) => sum + (BigInt(pair[which]!) << BigInt(t)), 0n);
