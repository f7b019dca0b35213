import type { Construction, Rows } from './network.js';
import { layer, ofPrefixes, pairsOfBits, readout } from './parts.js';

/**
 * Whether two binary sequences have been equal so far: h_t = step(W x_t + b) sees "both 0" and "both 1", then
 * y_t = step(vᵀh_t + r·y_{t−1} + c), and y_1 = step(vᵀh_1 + c_0), with
 * W = [[−1, −1], [1, 1]], b = [1, −1], v = [1, 1], r = 1, c = −1, c_0 = 0.
 *
 * The first step's own constant is an initial state: r·y_0 + c = c_0 for y_0 = 1. Where the digits differ
 * every unit sits exactly at its threshold, so these weights need a step that is 0 at 0.
 */
export const sequenceEquality: Construction = {
  computes: 'y_t is 1 as long as the two sequences agreed up to t',
  network: {
    layers: [
      layer({
        inputKernel: [
          [-1, 1],
          [-1, 1],
        ], // Wᵀ
        recurrentKernel: [
          [0, 0],
          [0, 0],
        ],
        bias: [1, -1],
      }),
      // v, r and c
      layer({ inputKernel: [[1], [1]], recurrentKernel: [[1]], bias: [-1], initialHidden: [1] }),
    ],
    readout: readout(1),
  },
  alphabet: pairsOfBits,
  padding: 0,
  tolerance: 0,
  expected: ofPrefixes((inputs) => Number(textOf(inputs, 0) === textOf(inputs, 1))),
};

const textOf = (inputs: Rows, which: 0 | 1) => inputs.map((pair) => pair[which]).join('');
