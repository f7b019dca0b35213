import type { Activation } from '../contract/sequences.js';

/** The numbers by which assembly/activations.ts knows the activations. */
export const activationCodes = {
  identity: -1,
  tanh: 0,
  relu: 1,
  sigmoid: 2,
  step: 3,
  relu6: 4,
} as const satisfies Record<Activation | 'relu6', number>;
