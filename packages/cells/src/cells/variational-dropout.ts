import * as tf from '@tensorflow/tfjs-core';
import { requireKnown, requireProbability } from '../require.js';
import type { Recurrence, Rng, TensorTree } from '../types.js';
import { unroll } from '../unroll.js';
import { sizeOf } from '../weights/named-array.js';

/** Parameters of a cell that multiply a state. */
const recurrentKernels = ['recurrentKernel', 'skipKernel'];

/**
 * A cell with variational dropout (Gal & Ghahramani 2016): a share `dropout` of the numbers that it reads, of its inputs and of its
 * own states, is set to zero and the others are divided by 1 − dropout, the same ones at every step of a sequence. Nothing is dropped
 * unless `unroll` is given an `rng`, which draws once a call.
 *
 * Inputs have a mask for every example. States have one for the whole batch: h∘m R = h (diag(m) R), so that rows of the recurrent
 * kernels are dropped and a sequence remains one op, at the same cost. Cells without a recurrent kernel, as minGRU, minLSTM and the
 * LRU, have their inputs dropped alone.
 *
 * It runs as a whole sequence: a step alone does not know what the sequence has drawn.
 *
 * @throws RangeError if dropout is not in [0, 1)
 * @example
 * const cell = variationalDropout(lstmCell({ inputSize: 10, hiddenSize: 64 }), { dropout: 0.25 });
 * const rng = createRng(1);
 * const params = cell.init(rng);
 * unroll(cell, params, tf.zeros([2, 20, 10]), { rng }); // training
 * unroll(cell, params, tf.zeros([2, 20, 10])); // nothing is dropped
 */
export function variationalDropout<P extends TensorTree, S extends TensorTree>(
  cell: Recurrence<P, S>,
  options: { readonly dropout: number },
): Recurrence<P, S> {
  requireKnown('variationalDropout', options, ['dropout']);
  const { dropout } = options;
  requireProbability('variationalDropout', 'dropout', dropout);
  if (dropout === 1) throw new RangeError('variationalDropout: dropout must be below 1, received 1');
  const { step: _, ...whole } = cell;
  const maskOf = (rng: Rng, shape: number[]) => {
    const values = Float32Array.from({ length: sizeOf(shape) }, () =>
      rng() < dropout ? 0 : 1 / (1 - dropout),
    );
    return tf.tensor(values, shape);
  };
  return {
    ...whole,
    sequence(params, inputs, options) {
      const { rng } = options;
      if (!rng || dropout === 0) return unroll(cell, params, inputs, options);
      const [batchSize, , size] = inputs.shape;
      const read = tf.mul(inputs, maskOf(rng, [batchSize, 1, size])) as tf.Tensor3D;
      const states = maskOf(rng, [cell.hiddenSize, 1]);
      const entries = Object.entries(params as Readonly<Record<string, tf.Tensor>>);
      const dropped = entries.map(([name, value]) => [
        name,
        recurrentKernels.includes(name) ? tf.mul(value, states) : value,
      ]);
      return unroll(cell, Object.fromEntries(dropped) as P, read, options);
    },
  };
}
