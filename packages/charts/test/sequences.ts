import type { Sequences } from '../src/index.js';

/** Sequences with a bit at the end, and sequences with a number there. */
export const bits: Sequences = {
  scheme: 'many-to-one',
  targetKind: 'binary',
  outputSize: 1,
  baseline: { metric: 'accuracy', value: 0.5 },
};
export const numbers: Sequences = {
  scheme: 'many-to-one',
  targetKind: 'real',
  outputSize: 1,
  baseline: { metric: 'mse', value: 1 / 6 },
};
