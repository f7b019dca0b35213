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

/** Every optimizer of `@unrolled/cells` by its name, with what can be told it; the other constants are PyTorch's. */
export const optimizers = {
  sgd: step,
  momentum: step,
  nesterov: step,
  rmsprop: step,
  adam: step,
  adamw: {
    ...step,
    weightDecay: option(nonNegative, 'how fast adamw lets weights decay', 0.01, { value: 'rate' }),
  },
} satisfies Readonly<Record<string, OptionSchemas>>;

export type OptimizerName = keyof typeof optimizers;
export const optimizerNames = Object.keys(optimizers) as OptimizerName[];
/** Which of them. */
export const optimizerChoice = {
  optimizer: option(oneOf(optimizerNames), 'how weights are updated', 'adam'),
};

export type OptimizerSettings = {
  [K in OptimizerName]: { readonly kind: K } & Readonly<OptionValues<(typeof optimizers)[K]>>;
}[OptimizerName];

/** The learning rates that are tried, one after the other. */
export function ratesOf({ learningRate }: Pick<OptimizerSettings, 'learningRate'>): readonly number[] {
  return typeof learningRate === 'number' ? [learningRate] : learningRate;
}
