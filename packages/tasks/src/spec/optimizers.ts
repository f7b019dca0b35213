import {
  listOf,
  nonNegative,
  type OptionSchemas,
  type OptionValues,
  oneOf,
  option,
  positive,
} from '@unrolled/datasets/options';
import * as v from 'valibot';

const step = {
  /** Where there are several, each is tried from the same first weights, and the best epoch of all is kept. */
  learningRate: option(
    v.union([positive, listOf(positive)], 'a number above 0, or a list of them'),
    "the optimizer's step size",
    1e-3,
    { value: 'rates' },
  ),
};

/** An optimizer: what it can be told, and a module that has it under its name. */
interface OptimizerSpec {
  readonly settings: OptionSchemas;
  readonly load: () => Promise<object>;
}

/** Every optimizer by its name; the constants that it cannot be told are PyTorch's. */
export const optimizers = {
  sgd: { settings: step, load: () => import('@unrolled/cells/optimizers/sgd') },
  momentum: { settings: step, load: () => import('@unrolled/cells/optimizers/momentum') },
  nesterov: { settings: step, load: () => import('@unrolled/cells/optimizers/momentum') },
  rmsprop: { settings: step, load: () => import('@unrolled/cells/optimizers/rmsprop') },
  adam: { settings: step, load: () => import('@unrolled/cells/optimizers/adam') },
  adamw: {
    settings: {
      ...step,
      weightDecay: option(nonNegative, 'how fast adamw lets weights decay', 0.01, { value: 'rate' }),
    },
    load: () => import('@unrolled/cells/optimizers/adamw'),
  },
} satisfies Readonly<Record<string, OptimizerSpec>>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as OptimizerName[];
/** Which of them. */
export const optimizerChoice = {
  optimizer: option(oneOf(optimizerNames), 'how weights are updated', 'adam'),
};

export type OptimizerSettings = {
  [K in OptimizerName]: { readonly kind: K } & Readonly<OptionValues<(typeof optimizers)[K]['settings']>>;
}[OptimizerName];

/**
 * The learning rates that are tried, one after the other.
 *
 * @example
 * ratesOf({ learningRate: 0.01 }); // → [0.01]
 */
export function ratesOf({ learningRate }: Pick<OptimizerSettings, 'learningRate'>): readonly number[] {
  return typeof learningRate === 'number' ? [learningRate] : learningRate;
}
