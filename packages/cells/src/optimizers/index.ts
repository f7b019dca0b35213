import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { momentum, nesterov } from './momentum.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** Every optimizer by its name; constants but the learning rate have PyTorch's values unless given. */
export const optimizers = { sgd, momentum, nesterov, rmsprop, adam, adamw } as const;

export type OptimizerName = keyof typeof optimizers;

export { type AdamOptions, type AdamState, adam } from './adam.js';
export { type AdamwOptions, adamw } from './adamw.js';
export { chain, type GradientTransformation } from './chain.js';
export { type MomentumOptions, type MomentumState, momentum, nesterov } from './momentum.js';
export type { Optimizer, OptimizerOptions } from './optimizer.js';
export { type RmspropOptions, type RmspropState, rmsprop } from './rmsprop.js';
export { sgd } from './sgd.js';
