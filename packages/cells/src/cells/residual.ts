import * as tf from '@tensorflow/tfjs-core';
import type { Cell, Recurrence, Rng, TensorTree } from '../types.js';
import { unroll } from '../unroll.js';

/**
 * A recurrence whose outputs are added to its inputs, y_t = x_t + f(x)_t (He et al. 2016; of recurrent layers Wu et al. 2016): in a
 * stack the gradient reaches the lower layers past those above. Parameters and state are those of the recurrence. With a mask
 * it goes step by step, and needs a recurrence that has steps.
 *
 * @throws RangeError if its outputs are not as wide as its inputs
 * @example
 * const cell = stackCells([
 *   lstmCell({ inputSize: 10, hiddenSize: 64 }),
 *   residual(lstmCell({ inputSize: 64, hiddenSize: 64 })),
 * ]);
 * const { outputs } = unroll(cell, cell.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 64]
 */
export function residual<P extends TensorTree, S extends TensorTree>(cell: Cell<P, S>): Cell<P, S>;
export function residual<P extends TensorTree, S extends TensorTree>(
  recurrence: Recurrence<P, S>,
): Recurrence<P, S>;
export function residual<P extends TensorTree, S extends TensorTree>(
  recurrence: Recurrence<P, S>,
): Recurrence<P, S> {
  const { inputSize, hiddenSize } = recurrence;
  if (inputSize !== hiddenSize) {
    throw new RangeError(
      `residual: outputs must be as wide as inputs, received inputSize ${inputSize} and hiddenSize ${hiddenSize}`,
    );
  }
  const { sequence: _, ...described } = recurrence;
  const stepwise: Recurrence<P, S> = {
    ...described,
    ...(recurrence.step && {
      step(params: P, state: S, x: tf.Tensor2D, rng?: Rng) {
        const [next, output] = recurrence.step!(params, state, x, rng);
        return [next, tf.add(x, output) as tf.Tensor2D] as const;
      },
    }),
  };
  return {
    ...stepwise,
    sequence(params, inputs, options) {
      // Where no step is taken the last output stays, and with it the input that was added.
      if (options.mask) return unroll(stepwise, params, inputs, options);
      const { outputs, finalState } = unroll(recurrence, params, inputs, options);
      return { outputs: tf.add(inputs, outputs) as tf.Tensor3D, finalState };
    },
  };
}
