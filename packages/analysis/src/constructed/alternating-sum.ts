import type { Construction } from './network.js';
import { layer, ofPrefixes, readout } from './parts.js';

/**
 * What the linear unit h_t = x_t − h_{t−1} with the readout y_t = σ(10·h_t) computes:
 * h_t = x_t − x_{t−1} + x_{t−2} − …, so for integers y_t says whether the alternating sum, the last input
 * counted positive, is above 0 (y > 0.9999), 0 (y = ½) or below (y < 0.0001). For an even length: whether the
 * inputs at even places outweigh those at odd places, which is what the task of this name asks.
 */
export const alternatingSum: Construction = {
  computes: 'y_t is 1, ½ or 0 as x_t − x_{t−1} + x_{t−2} − … is above, at or below 0',
  network: {
    layers: [layer({ inputKernel: [[1]], recurrentKernel: [[-1]], bias: [0], activation: 'identity' })],
    readout: { ...readout(10), activation: 'sigmoid' },
  },
  alphabet: [[-2], [-1], [0], [1], [2]],
  padding: 0,
  tolerance: 1e-4, // σ(−10) = 0.00005
  expected: ofPrefixes((inputs) => {
    const sum = inputs.toReversed().reduce((total, [x], k) => total + (k % 2 === 0 ? x! : -x!), 0);
    return (Math.sign(sum) + 1) / 2;
  }),
};
