import * as tf from '@tensorflow/tfjs';
import { gruCell, lastStep, lstmCell, readout, rnnCell, unroll } from '@unrolled/cells';
import { fuseOptimizer } from '@unrolled/kernels';
import type { Contender } from './alternate.js';
import { batches, classes, type StepShape } from './training-step.js';

/** A training step of ours: `unroll`, a linear readout and RMSProp in one call. */
export function unrolledStep(shape: StepShape): Contender {
  const { batch, steps, inputSize, hiddenSize, activation } = shape;
  const cell = {
    rnn: () => rnnCell({ inputSize, hiddenSize, activation }),
    gru: () => gruCell({ inputSize, hiddenSize, resetAfter: false }), // as tf.layers.gru computes
    lstm: () => lstmCell({ inputSize, hiddenSize }),
  }[shape.cell]();
  const head = readout({ hiddenSize, outputSize: shape.target === 'class' ? classes : 1 });
  const variables: tf.Variable[] = [];
  const asVariables = (params: object) =>
    Object.fromEntries(
      Object.entries(params).map(([name, tensor]) => {
        variables.push(tf.variable(tensor as tf.Tensor));
        (tensor as tf.Tensor).dispose();
        return [name, variables.at(-1)];
      }),
    );
  const params = asVariables(cell.init(Math.random)) as never;
  const headParams = asVariables(head.init(Math.random)) as never;
  const optimizer = fuseOptimizer(tf.train.rmsprop(1e-3, 0.9, 0, 1e-7));

  const nextBatch = batches(shape);

  return async () => {
    const { inputs, targets } = nextBatch();
    const x = tf.tensor3d(inputs, [batch, steps, inputSize]);
    const y = tf.tensor(targets, shape.target === 'class' ? [batch, classes] : [batch, steps, 1]);
    const loss = optimizer.minimize(
      () => {
        const { outputs } = unroll(cell as never, params, x);
        if (shape.target === 'class')
          return tf.losses.softmaxCrossEntropy(y, head.apply(headParams, lastStep(outputs))) as tf.Scalar;
        return tf.losses.sigmoidCrossEntropy(y, head.apply(headParams, outputs)) as tf.Scalar;
      },
      true,
      variables,
    )!;
    await loss.data();
    tf.dispose([x, y, loss]);
  };
}
