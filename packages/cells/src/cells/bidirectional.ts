import * as tf from '@tensorflow/tfjs-core';
import type { Recurrence, TensorTree } from '../types.js';
import { unroll } from '../unroll.js';

export type BothWays<T extends TensorTree> = { readonly forward: T; readonly backward: T };

export interface Bidirectional<P extends TensorTree = TensorTree, S extends TensorTree = TensorTree>
  extends Recurrence<BothWays<P>, BothWays<S>> {
  readonly kind: 'bidirectional';
  readonly forward: Recurrence<P, S>;
  readonly backward: Recurrence<P, S>;
}

/**
 * One recurrence from the first step to the last and another back (Schuster & Paliwal 1997); the output of
 * a step is both side by side, forward first: [batch, time, forward.hiddenSize + backward.hiddenSize]. It
 * needs the whole sequence, so it has no step. With a mask the way back begins at each sequence's own end.
 *
 * @throws RangeError if the two do not read inputs of the same size
 * @example
 * const both = bidirectional(lstmCell({ inputSize: 10, hiddenSize: 64 }));
 * const { outputs } = unroll(both, both.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 128]
 */
export function bidirectional<P extends TensorTree, S extends TensorTree>(
  forward: Recurrence<P, S>,
  backward: Recurrence<P, S> = forward,
): Bidirectional<P, S> {
  if (forward.inputSize !== backward.inputSize) {
    throw new RangeError(
      `bidirectional: both ways must read the same inputs, received inputSize ${forward.inputSize} and ${backward.inputSize}`,
    );
  }
  return {
    kind: 'bidirectional',
    forward,
    backward,
    inputSize: forward.inputSize,
    hiddenSize: forward.hiddenSize + backward.hiddenSize,
    init: (rng) => ({ forward: forward.init(rng), backward: backward.init(rng) }),
    initialState: (batchSize) => ({
      forward: forward.initialState(batchSize),
      backward: backward.initialState(batchSize),
    }),
    sequence(params, inputs, { initialState, reverse = false, ...options }) {
      const there = unroll(forward, params.forward, inputs, {
        ...options,
        initialState: initialState.forward,
        reverse,
      });
      const back = unroll(backward, params.backward, inputs, {
        ...options,
        initialState: initialState.backward,
        reverse: !reverse,
      });
      return {
        outputs: tf.concat3d([there.outputs, back.outputs], 2),
        finalState: { forward: there.finalState, backward: back.finalState },
      };
    },
  };
}
