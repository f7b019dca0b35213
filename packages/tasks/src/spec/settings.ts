import {
  integer,
  nonNegative,
  type OptionValues,
  oneOf,
  option,
  positive,
  trueOrFalse,
} from '@unrolled/datasets/options';
import * as v from 'valibot';

const countOrNull = v.nullable(integer(1));

/** How a model is trained. */
export const trainingSettings = {
  batchSize: option(integer(1), 'examples in a training step', 128, { flag: 'batch', value: 'examples' }),
  epochs: option(integer(1), 'epochs at most', 20, { value: 'count' }),
  steps: option(countOrNull, 'training steps at most, whatever --epochs says', null, { value: 'count' }),
  /** An epoch, after which the model is validated, is this many steps; null for one pass over finite examples. */
  stepsPerEpoch: option(countOrNull, 'training steps between two validations', 100, { value: 'count' }),
  schedule: option(oneOf(['constant', 'linear', 'cosine']), 'how the learning rate goes down', 'constant'),
  clipNorm: option(positive, 'the global norm that gradients are scaled down to', 1, { value: 'norm' }),
  monitor: option(oneOf(['loss', 'accuracy']), 'the validation metric by which epochs are compared', 'loss', {
    value: 'metric',
  }),
  patience: option(integer(0), 'stop after so many epochs without progress; 0 for never', 0, {
    value: 'epochs',
  }),
  stopAtAccuracy: option(
    v.nullable(
      v.pipe(
        nonNegative,
        v.transform((accuracy) => (accuracy > 1 ? null : accuracy)),
      ),
    ),
    'stop at this validation accuracy, 0 to 1; above 1 for never',
    1,
    { flag: 'stop-at', value: 'accuracy' },
  ),
  gradientNorms: option(trueOrFalse, 'record the gradient norm at every time step after each epoch', false),
};

export type TrainingSettings = Readonly<OptionValues<typeof trainingSettings>>;
