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
  epochs: option(integer(1), 'at most this many epochs', 20, { value: 'count' }),
  steps: option(countOrNull, 'at most this many training steps, whatever --epochs says', null, {
    value: 'count',
  }),
  /** Steps in an epoch, after which the model is validated; null for one pass over finite examples. */
  stepsPerEpoch: option(countOrNull, 'training steps between two validations', 100, { value: 'count' }),
  schedule: option(
    oneOf(['constant', 'linear', 'cosine']),
    'how the learning rate falls over the run',
    'constant',
  ),
  clipNorm: option(positive, 'gradients of a larger global norm are scaled down to this one', 1, {
    value: 'norm',
  }),
  clipValue: option(
    v.nullable(positive),
    'before that, every component of the gradients is clipped to [-value, value]',
    null,
    { value: 'value' },
  ),
  monitor: option(oneOf(['loss', 'accuracy']), 'the validation metric by which epochs are compared', 'loss', {
    value: 'metric',
  }),
  patience: option(integer(0), 'stop after this many epochs without progress; 0 for never', 0, {
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
  /** Truncated backpropagation through time, Williams & Peng 1990. */
  stateful: option(
    trueOrFalse,
    'batches are streams of text, each begun in the state that the batch before ended in',
    false,
  ),
  gradientNorms: option(trueOrFalse, 'after each epoch, record the gradient norm at every time step', false),
};

export type TrainingSettings = Readonly<OptionValues<typeof trainingSettings>>;
