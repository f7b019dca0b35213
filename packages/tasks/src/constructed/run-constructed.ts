import * as tf from '@tensorflow/tfjs-core';
import type { Activation, NetworkRunner } from '@unrolled/analysis';
import { rnnCell, unroll } from '@unrolled/cells';

const functions: Record<Activation, (x: tf.Tensor) => tf.Tensor> = {
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  relu: tf.relu,
  identity: (x) => x,
  step: (x) => tf.cast(tf.greater(x, 0), 'float32'),
};

/**
 * Runs a constructed network with the cells that are trained, on the present tfjs backend.
 *
 * @example
 * const { wrong } = await construct('parity', { maxLength: 6, run: runConstructed });
 * wrong; // → 0
 */
export const runConstructed: NetworkRunner = async ({ layers, readout }, inputs, { count, steps }) => {
  const outputs = tf.tidy(() => {
    let sequence = tf.tensor3d(Float32Array.from(inputs), [count, steps, inputs.length / count / steps]);
    for (const {
      inputSize,
      hiddenSize,
      activation,
      inputKernel,
      recurrentKernel,
      bias,
      initialHidden,
    } of layers) {
      const params = {
        inputKernel: tf.tensor2d(inputKernel as number[][], [inputSize, hiddenSize]),
        recurrentKernel: tf.tensor2d(recurrentKernel as number[][], [hiddenSize, hiddenSize]),
        bias: tf.tensor1d([...bias]),
      };
      const h = tf.tile(tf.tensor2d([...initialHidden], [1, hiddenSize]), [count, 1]);
      const cell = rnnCell({ inputSize, hiddenSize, activation });
      sequence = unroll(cell, params, sequence, { initialState: { h } }).outputs;
    }
    const hidden = tf.reshape(sequence, [count * steps, -1]) as tf.Tensor2D;
    const y = tf.add(
      tf.matMul(hidden, tf.tensor2d(readout.outputKernel as number[][])),
      tf.tensor1d([...readout.outputBias]),
    );
    return functions[readout.activation](y);
  });
  const values = await outputs.data();
  outputs.dispose();
  return values;
};
