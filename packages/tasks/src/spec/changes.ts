import type { OptionSchemas, OptionValues } from '@unrolled/datasets/options';
import { type ModelName, models } from './models.js';
import { type OptimizerName, optimizerChoice, optimizers } from './optimizers.js';
import { type TrainingSettings, trainingSettings } from './settings.js';

type Intersection<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never;
type Values<Specs> = Intersection<Specs extends OptionSchemas ? OptionValues<Specs> : never>;

/** Settings by name, which no two of models, optimizers and training share for different things. */
export type Changes = Partial<
  Values<(typeof models)[ModelName]['settings']> &
    Values<(typeof optimizers)[OptimizerName]['settings']> &
    TrainingSettings & { readonly optimizer: OptimizerName }
>;

/** Every setting of every model, of every optimizer and training, by name. */
export const allSettings: OptionSchemas = {
  ...optimizerChoice,
  ...Object.assign({}, ...Object.values({ ...models, ...optimizers }).map(({ settings }) => settings)),
  ...trainingSettings,
};

/**
 * The entries of a record that are given and, where names are said, have one of them.
 *
 * @example
 * pick({ a: 1, b: undefined, c: 3 }, ['a', 'b']); // → { a: 1 }
 */
export function pick(
  values: object,
  names: readonly string[] = Object.keys(values),
): Record<string, unknown> {
  const entries = Object.entries(values).filter(
    ([name, value]) => names.includes(name) && value !== undefined,
  );
  return Object.fromEntries(entries);
}
