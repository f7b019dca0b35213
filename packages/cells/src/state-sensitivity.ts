import * as tf from '@tensorflow/tfjs-core';
import { requireKnown } from './require.js';
import { requireShape } from './shape-error.js';
import { leavesOf, mapTree, withLeaves } from './tensor-tree.js';
import type { Cell, SequenceOptions, TensorTree, Unrolled } from './types.js';
import { unroll } from './unroll.js';

/**
 * ‖∂L/∂h_t‖ for every step t and every part of the state, the norm over batch and units: where gradients
 * vanish or explode (Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013). The derivative is the
 * total one, through all later steps.
 *
 * @param loss a scalar of the outputs [batch, time, hiddenSize] and the final state
 * @param options.mask [batch, time], 1 where a step is taken, as `unroll` has it; at a step that is not taken, nothing arrives
 * @returns a tree like the state, with a tensor [time] for each part; entry t is for the state after step t
 * @throws ShapeError if the inputs do not fit the cell
 * @example
 * const cell = lstmCell({ inputSize: 10, hiddenSize: 16 });
 * const params = cell.init(createRng(1));
 * const { h, c } = stateGradientNorms(cell, params, tf.ones([2, 20, 10]), ({ outputs }) => tf.mean(lastStep(outputs)));
 * h.shape; // → [20]
 * c.shape; // → [20]
 */
export function stateGradientNorms<P extends TensorTree, S extends TensorTree>(
  cell: Cell<P, S>,
  params: P,
  inputs: tf.Tensor3D,
  loss: (unrolled: Unrolled<S>) => tf.Tensor,
  options: Pick<SequenceOptions<S>, 'mask'> = {},
): S {
  requireShape('stateGradientNorms', 'inputs', ['batch', 'time', cell.inputSize], inputs.shape);
  requireKnown('stateGradientNorms', options, ['mask']);
  return tf.tidy(() => {
    const [batchSize, time] = inputs.shape;
    const zeros = cell.initialState(batchSize);
    const width = leavesOf(zeros).length;
    // A zero is added to every state after every step; the gradient with respect to that zero is the state's.
    const nudges = Array.from({ length: time }, () =>
      leavesOf(zeros).map((leaf) => tf.zerosLike(leaf)),
    ).flat();
    const gradients = tf.grads((...nudge: tf.Tensor[]) => {
      let nudged = 0;
      const nudgedCell: Cell<P, S> = {
        kind: cell.kind,
        inputSize: cell.inputSize,
        hiddenSize: cell.hiddenSize,
        init: (rng) => cell.init(rng),
        initialState: () => zeros,
        step(params, state, x) {
          const [next, output] = cell.step(params, state, x);
          const leaves = leavesOf(next);
          const moved = leaves.map((leaf) => tf.add(leaf, nudge[nudged++]!));
          // Where the output is part of the state, it is the part with the zero added.
          return [withLeaves(next, moved), (moved[leaves.indexOf(output)] ?? output) as tf.Tensor2D];
        },
      };
      const value = loss(unroll(nudgedCell, params, inputs, { ...options, method: 'step' }));
      return tf.add(tf.sum(value), zeroOf(nudge));
    })(nudges);
    const norms = leavesOf(zeros).map((_, part) =>
      tf.stack(Array.from({ length: time }, (_, t) => tf.norm(gradients[t * width + part]!))),
    );
    return withLeaves(zeros, norms);
  });
}

/**
 * ∂h_T/∂h_t, the Jacobian of the output after the last step with respect to the state after step `from`, for
 * every example of a batch. Its largest singular value bounds what a gradient can carry over the distance.
 * The other parts of the state at step `from` are held fixed, so that for the LSTM `h` and `c` each have a
 * Jacobian.
 *
 * @param options.from a step from 0 on, before the last
 * @returns a tree like the state; each tensor [batch, hiddenSize, units], a row for each output, a column for
 *   each state
 * @throws RangeError if `from` is not such a step; ShapeError if the inputs do not fit the cell
 * @example
 * const cell = rnnCell({ inputSize: 10, hiddenSize: 4 });
 * const { h } = stateJacobian(cell, cell.init(createRng(1)), tf.ones([2, 6, 10]), { from: 0 });
 * h.shape; // → [2, 4, 4]
 */
export function stateJacobian<P extends TensorTree, S extends TensorTree>(
  cell: Cell<P, S>,
  params: P,
  inputs: tf.Tensor3D,
  { from }: { readonly from: number },
): S {
  requireShape('stateJacobian', 'inputs', ['batch', 'time', cell.inputSize], inputs.shape);
  const [batchSize, time] = inputs.shape;
  if (!Number.isInteger(from) || from < 0 || from >= time - 1) {
    throw new RangeError(`stateJacobian: from must be a step in [0, ${time - 2}], received ${from}`);
  }
  return tf.tidy(() => {
    const units = cell.hiddenSize;
    const xs = stepsOf(inputs);
    let state = cell.initialState(batchSize);
    for (const x of xs.slice(0, from + 1)) [state] = cell.step(params, state, x);
    // Every example once per unit of the output; each copy's upstream gradient is its own unit's row of the
    // identity.
    const copies = <T extends tf.Tensor>(tensor: T) => tf.tile(tensor, [units, 1]) as T;
    const upstream = tf.reshape(tf.tile(tf.reshape(tf.eye(units), [units, 1, units]), [1, batchSize, 1]), [
      units * batchSize,
      units,
    ]);
    const at = mapTree(state, copies);
    const gradients = tf.grads((...leaves: tf.Tensor[]) => {
      let current = withLeaves(at, leaves);
      let output = tf.zeros<tf.Rank.R2>([units * batchSize, units]);
      for (const x of xs.slice(from + 1)) [current, output] = cell.step(params, current, copies(x));
      return tf.add(tf.sum(tf.mul(output, upstream)), zeroOf(leaves));
    })(leavesOf(at));
    const rows = gradients.map((gradient) =>
      tf.transpose(tf.reshape(gradient, [units, batchSize, -1]), [1, 0, 2]),
    );
    return withLeaves(at, rows);
  });
}

function stepsOf(inputs: tf.Tensor3D): tf.Tensor2D[] {
  return tf.unstack(inputs, 1) as tf.Tensor2D[];
}

/** Zero, as a function of the tensors: tfjs gives no gradient of what the result does not depend on. */
function zeroOf(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.mul(0, tf.addN(tensors.map((tensor) => tf.sum(tensor))));
}
