import type * as tf from '@tensorflow/tfjs';

/** A stream of uniform numbers in [0, 1). */
export type Rng = () => number;

/** A tensor, or named trees of tensors: parameters, states, gradients. */
export type TensorTree = tf.Tensor | { readonly [name: string]: TensorTree };

/** One step of a recurrence, and how its parameters and its state begin. */
export interface Cell<P extends TensorTree = TensorTree, S extends TensorTree = TensorTree> {
  readonly kind: string;
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** Fresh parameters; the caller owns the tensors. */
  init(rng: Rng): P;
  /** The zero state for a batch; every tensor [batchSize, hiddenSize]. */
  initialState(batchSize: number): S;
  /** The equations: x [batch, inputSize] and a state in; the next state and the output [batch, hiddenSize] out. */
  step(params: P, state: S, x: tf.Tensor2D): readonly [state: S, output: tf.Tensor2D];
}
