import * as tf from '@tensorflow/tfjs-core';
import type { Contender } from './alternate.js';
import { batches, classes, type StepShape } from './training-step.js';

/**
 * The same training step of a `tf.layers` model, by `trainOnBatch`.
 *
 * @throws Error if @tensorflow/tfjs-layers, an optional peer, is not installed
 * @example
 * const step = await layersStep(palindromeStep('rnn', { batch: 8, hiddenSize: 8 }));
 * await step();
 */
export async function layersStep(shape: StepShape): Promise<Contender> {
  const { layers, sequential } = await import('@tensorflow/tfjs-layers');
  const { batch, steps, inputSize, hiddenSize, activation } = shape;
  const options = {
    units: hiddenSize,
    activation,
    recurrentInitializer: 'glorotNormal', // the default, orthogonal, warns that it is slow to make
    inputShape: [steps, inputSize],
    returnSequences: shape.target === 'bits',
  };
  const recurrent = {
    rnn: () => layers.simpleRNN(options),
    gru: () => layers.gru({ ...options, recurrentActivation: 'sigmoid' }),
    lstm: () => layers.lstm({ ...options, recurrentActivation: 'sigmoid' }),
  }[shape.cell]();
  const model = sequential({
    layers: [
      recurrent,
      shape.target === 'class'
        ? layers.dense({ units: classes, activation: 'softmax' })
        : layers.timeDistributed({ layer: layers.dense({ units: 1, activation: 'sigmoid' }) }),
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
