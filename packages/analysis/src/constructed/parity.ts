import type { Construction } from './network.js';
import { bits, layer, ofPrefixes, readout } from './parts.js';

/**
 * The XOR of a sequence by the two-input XOR network, its second input fed back: s_1 = 0, s_t = y_{t−1},
 * y_t = XOR(x_t, s_t) = OR(x_t, s_t) − AND(x_t, s_t), so y_t is the parity of x_1 … x_t. A single threshold unit
 * cannot (Minsky & Papert 1969): XOR is not linearly separable. The state is the hidden layer (OR, AND), and its
 * readout (1, −1) is folded into the recurrent kernel.
 */
export const parity: Construction = {
  computes: 'y_t is the parity of x_1 … x_t',
  network: {
    layers: [
      layer({
        inputKernel: [[1, 1]],
        recurrentKernel: [
          [1, 1],
          [-1, -1],
        ],
        bias: [-0.5, -1.5],
      }),
    ],
    readout: readout(1, -1),
  },
  alphabet: bits,
  padding: 0,
  tolerance: 0,
  expected: ofPrefixes((inputs) => inputs.filter(([x]) => x === 1).length % 2),
};
