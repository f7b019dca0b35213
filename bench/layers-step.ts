import * as tf from '@tensorflow/tfjs';
import type { Contender } from './alternate.js';
import { batches, classes, type Row } from './rows.js';

/** The same training step of a `tf.layers` model, by `trainOnBatch`. */
export function layersStep(row: Row): Contender {
  const { batch, steps, inputSize, hiddenSize, activation } = row;
  const options = {
    units: hiddenSize,
    activation,
    inputShape: [steps, inputSize],
    returnSequences: row.target === 'bits',
  };
  const recurrent = {
    rnn: () => tf.layers.simpleRNN(options),
    gru: () => tf.layers.gru({ ...options, recurrentActivation: 'sigmoid' }),
    lstm: () => tf.layers.lstm({ ...options, recurrentActivation: 'sigmoid' }),
  }[row.cell]();
  const model = tf.sequential({
    layers: [
      recurrent,
      row.target === 'class'
        ? tf.layers.dense({ units: classes, activation: 'softmax' })
        : tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 1, activation: 'sigmoid' }) }),
    ],
  });
  model.compile({
    loss: row.target === 'class' ? 'categoricalCrossentropy' : 'binaryCrossentropy',
    optimizer: tf.train.rmsprop(1e-3, 0.9, 0, 1e-7),
  });

  const nextBatch = batches(row);

  return async () => {
    const { inputs, targets } = nextBatch();
    const x = tf.tensor3d(inputs, [batch, steps, inputSize]);
    const y = tf.tensor(targets, row.target === 'class' ? [batch, classes] : [batch, steps, 1]);
    await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  };
}
