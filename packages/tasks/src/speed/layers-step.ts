import * as tf from '@tensorflow/tfjs';
import type { Contender } from './alternate.js';
import { batches, classes, type StepShape } from './training-step.js';

/** The same training step of a `tf.layers` model, by `trainOnBatch`. */
export function layersStep(shape: StepShape): Contender {
  const { batch, steps, inputSize, hiddenSize, activation } = shape;
  const options = {
    units: hiddenSize,
    activation,
    recurrentInitializer: 'glorotNormal', // the default, orthogonal, warns that it is slow to make
    inputShape: [steps, inputSize],
    returnSequences: shape.target === 'bits',
  };
  const recurrent = {
    rnn: () => tf.layers.simpleRNN(options),
    gru: () => tf.layers.gru({ ...options, recurrentActivation: 'sigmoid' }),
    lstm: () => tf.layers.lstm({ ...options, recurrentActivation: 'sigmoid' }),
  }[shape.cell]();
  const model = tf.sequential({
    layers: [
      recurrent,
      shape.target === 'class'
        ? tf.layers.dense({ units: classes, activation: 'softmax' })
        : tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 1, activation: 'sigmoid' }) }),
    ],
  });
  model.compile({
    loss: shape.target === 'class' ? 'categoricalCrossentropy' : 'binaryCrossentropy',
    optimizer: tf.train.rmsprop(1e-3, 0.9, 0, 1e-7),
  });

  const nextBatch = batches(shape);

  return async () => {
    const { inputs, targets } = nextBatch();
    const x = tf.tensor3d(inputs, [batch, steps, inputSize]);
    const y = tf.tensor(targets, shape.target === 'class' ? [batch, classes] : [batch, steps, 1]);
    await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  };
}
