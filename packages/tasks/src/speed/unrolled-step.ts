import * as tf from '@tensorflow/tfjs-core';
import {
  binaryCrossEntropy,
  crossEntropy,
  gruCell,
  lastStep,
  leavesOf,
  lstmCell,
  readout,
  rmsprop,
  rnnCell,
  type TensorTree,
  unroll,
  valueAndGradients,
} from '@unrolled/cells';
import type { Contender } from './alternate.js';
import { batches, classes, type StepShape } from './training-step.js';

/**
 * A training step of ours: `unroll`, a linear readout and RMSProp in one call.
 *
 * @example
 * const step = unrolledStep(palindromeStep('lstm', { batch: 8, hiddenSize: 8 }));
 * await step();
 * step.dispose();
 */
export function unrolledStep(shape: StepShape): Contender & { dispose(): void } {
  const { batch, steps, inputSize, hiddenSize, activation } = shape;
  const cell = {
    rnn: () => rnnCell({ inputSize, hiddenSize, activation }),
    gru: () => gruCell({ inputSize, hiddenSize, resetAfter: false }), // as tf.layers.gru computes
    lstm: () => lstmCell({ inputSize, hiddenSize }),
  }[shape.cell]();
  const head = readout({ hiddenSize, outputSize: shape.target === 'class' ? classes : 1 });
  const optimizer = rmsprop({ learningRate: 1e-3, decay: 0.9, epsilon: 1e-7 });
  let params = { cell: cell.init(Math.random) as TensorTree, head: head.init(Math.random) };
  let state = optimizer.init(params);
  let step = 0;
  const nextBatch = batches(shape);

  const run = async () => {
    const { inputs, targets, labels } = nextBatch();
    const x = tf.tensor3d(inputs, [batch, steps, inputSize]);
    const y = labels ? tf.tensor1d(labels, 'int32') : tf.tensor(targets, [batch, steps, 1]);
    const { value, gradients } = valueAndGradients((params) => {
      const { outputs } = unroll(cell as never, params.cell as never, x);
      return labels
        ? crossEntropy(head.apply(params.head, lastStep(outputs)), y)
        : binaryCrossEntropy(head.apply(params.head, outputs), y);
    }, params);
    const next = optimizer.update(gradients, state, params, step++);
    await value.data();
    for (const tensor of leavesOf({ x, y, value, gradients, params, state })) tensor.dispose();
    [params, state] = next;
  };
  return Object.assign(run, { dispose: () => tf.dispose([params, state]) });
}
