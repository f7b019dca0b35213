import type { Construction } from './network.js';
import { bits, layer, ofPrefixes, readout } from './parts.js';

/**
 * 1 until the first 0, then 0: h_t = step(x_t + h_{t−1} − 1.5) with h_0 = 1, the AND of no inputs. What the
 * unit sums is 0.5 when both are on, −0.5 when one is, −1.5 when none is, so it may fire anywhere above −0.5,
 * but not at −0.5: a step "at ≥ −0.5" with these weights is x OR h. Here the threshold is 0, half a unit from
 * either side.
 */
export const runningAnd: Construction = {
  computes: 'y_t is 1 as long as every x up to t was 1',
  network: {
    layers: [layer({ inputKernel: [[1]], recurrentKernel: [[1]], bias: [-1.5], initialHidden: [1] })],
    readout: readout(1),
  },
  alphabet: bits,
  padding: 0,
  tolerance: 0,
  expected: ofPrefixes((inputs) => Number(inputs.every(([x]) => x === 1))),
};
