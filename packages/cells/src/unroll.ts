import * as tf from '@tensorflow/tfjs';
import type { Cell, TensorTree } from './types.js';

export interface UnrollOptions<S extends TensorTree> {
  /** Zero unless given. */
  readonly initialState?: S;
}

/**
 * Runs a cell over time. inputs [batch, time, inputSize]; outputs [batch, time, hiddenSize].
 *
 * @throws RangeError if the inputs' shape does not fit the cell
 */
export function unroll<P extends TensorTree, S extends TensorTree>(
  cell: Cell<P, S>,
  params: P,
  inputs: tf.Tensor3D,
  { initialState }: UnrollOptions<S> = {},
): { readonly outputs: tf.Tensor3D; readonly finalState: S } {
  const [batchSize, , inputSize] = inputs.shape;
  if (inputSize !== cell.inputSize) {
    throw new RangeError(
      `unroll: inputs must be [batch, time, ${cell.inputSize}], received [${inputs.shape.join(', ')}]`,
    );
  }
  let state = initialState ?? cell.initialState(batchSize);
  const outputs: tf.Tensor2D[] = [];
  for (const x of tf.unstack(inputs, 1) as tf.Tensor2D[]) {
    const [next, output] = cell.step(params, state, x);
    state = next;
    outputs.push(output);
  }
  return { outputs: tf.stack(outputs, 1) as tf.Tensor3D, finalState: state };
}
