import type * as tf from '@tensorflow/tfjs-core';

/** A stream of uniform numbers in [0, 1). */
export type Rng = () => number;

/** A tensor, or named trees of tensors: parameters, states, gradients. */
export type TensorTree = tf.Tensor | { readonly [name: string]: TensorTree };

/** `fused`: the backpropagation derived by hand, in one op. `step`: tfjs differentiates every step. */
export type Method = 'fused' | 'step';

export interface SequenceOptions<S extends TensorTree> {
  /** Zero unless given. */
  readonly initialState?: S;
  /** [batch, time], 1 where a step is taken; where it is 0, state and output keep their previous value. */
  readonly mask?: tf.Tensor2D;
  /** From the last step to the first; the output of step t still stands at t. */
  readonly reverse?: boolean;
  /** `fused` where every part of the cell has it, unless given. */
  readonly method?: Method;
  /** Draws the dropout of a stack; without it nothing is dropped. */
  readonly rng?: Rng;
}

export type Unrolled<S extends TensorTree> = {
  readonly outputs: tf.Tensor3D; // [batch, time, hiddenSize]
  readonly finalState: S;
};

/** What turns a sequence into a sequence, a step at a time or, as `bidirectional`, only as a whole. */
export interface Recurrence<P extends TensorTree = TensorTree, S extends TensorTree = TensorTree> {
  readonly kind: string;
  readonly inputSize: number;
  /** The width of the output. */
  readonly hiddenSize: number;
  /** Fresh parameters; the caller owns the tensors. */
  init(rng: Rng): P;
  /** The zero state for a batch; every tensor [batchSize, hiddenSize]. */
  initialState(batchSize: number): S;
  /** One step; absent where only whole sequences can be run. */
  step?(params: P, state: S, x: tf.Tensor2D, rng?: Rng): readonly [state: S, output: tf.Tensor2D];
  /** The whole sequence, where that can be better than by step. `unroll` calls it with checked arguments. */
  sequence?(
    params: P,
    inputs: tf.Tensor3D,
    options: SequenceOptions<S> & { readonly initialState: S },
  ): Unrolled<S>;
}

/** One step of a recurrence, and how its parameters and its state begin. */
export interface Cell<P extends TensorTree = TensorTree, S extends TensorTree = TensorTree>
  extends Recurrence<P, S> {
  /** The equations: from x [batch, inputSize] and state to the next state and output [batch, hiddenSize]. */
  step(params: P, state: S, x: tf.Tensor2D, rng?: Rng): readonly [state: S, output: tf.Tensor2D];
}
