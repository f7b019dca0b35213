import * as tf from '@tensorflow/tfjs-core';
import { matMulTransposed, transposedMatMul } from './mat-mul.js';

// In memory [time, batch, feature] makes each step one contiguous block, and all steps one tall matrix.

/** [batch, time, n] → [time, batch, n], and back. */
export function swapBatchAndTime(sequence: tf.Tensor): tf.Tensor3D {
  return tf.transpose(sequence as tf.Tensor3D, [1, 0, 2]);
}

/** [time, batch, n] → [time · batch, n] */
export function rowsOf(sequence: tf.Tensor3D): tf.Tensor2D {
  return tf.reshape(sequence, [-1, sequence.shape[2]]);
}

/** [time, batch, n] → time tensors [batch, n] */
export function stepsOf(sequence: tf.Tensor3D): tf.Tensor2D[] {
  return tf.unstack(sequence) as tf.Tensor2D[];
}

/** For every step the state before it: [time, batch, n] of h_{t−1}, h_0 first. */
export function previousStates(states: tf.Tensor3D, initial: tf.Tensor, reverse: boolean): tf.Tensor3D {
  const [time, batchSize, size] = states.shape;
  const first = tf.reshape(initial, [1, batchSize, size]);
  if (time === 1) return first as tf.Tensor3D;
  const others = tf.slice(states, [reverse ? 1 : 0, 0, 0], [time - 1, batchSize, size]);
  return tf.concat(reverse ? [others, first] : [first, others]) as tf.Tensor3D;
}

type Inputs<Name extends string> = { readonly [name in Name]: tf.Tensor } & {
  readonly bias?: tf.Tensor | undefined;
  readonly mask?: tf.Tensor | undefined;
};

/** The steps in the order they are taken: where each stands, x_t·K + b (from one product), and its mask. */
export function forwardSteps({ x, inputKernel, bias, mask }: Inputs<'x' | 'inputKernel'>, reverse: boolean) {
  const timeMajor = swapBatchAndTime(x);
  const product = tf.matMul(rowsOf(timeMajor), inputKernel as tf.Tensor2D);
  const [time, batchSize] = timeMajor.shape;
  const projected = tf.reshape(bias ? tf.add(product, bias) : product, [time, batchSize, -1]) as tf.Tensor3D;
  return inOrder(stepsOf(projected), mask, reverse);
}

/** The steps on the way back: where each stands, the gradient of its output, and its mask. */
export function backwardSteps({ dHidden, mask }: Inputs<'dHidden'>, reverse: boolean) {
  return inOrder(stepsOf(swapBatchAndTime(dHidden)), mask, !reverse);
}

function inOrder(values: readonly tf.Tensor2D[], mask: tf.Tensor | undefined, reverse: boolean) {
  const masks = mask && tf.split(tf.notEqual(mask, 0) as tf.Tensor2D, values.length, 1);
  const steps = values.map((value, t) => ({ t, value, ...masked(masks?.[t]) }));
  return reverse ? steps.reverse() : steps;
}

function masked(isTaken: tf.Tensor | undefined): {
  /** `next` where the step counts, `previous` where it does not. */
  readonly select: (next: tf.Tensor2D, previous: tf.Tensor2D) => tf.Tensor2D;
  /** `x` where the step counts, zero where it does not. */
  readonly taken: (x: tf.Tensor2D) => tf.Tensor2D;
} {
  if (!isTaken) return { select: (next) => next, taken: (x) => x };
  return {
    select: (next, previous) => tf.where(isTaken, next, previous),
    taken: (x) => tf.where(isTaken, x, tf.zerosLike(x)),
  };
}

/**
 * What follows from δa, [time · batch, gates · H]: ∂E/∂K = Σ x_tᵀ δa_t, ∂E/∂R = Σ h_{t−1}ᵀ δa_t, ∂E/∂b = Σ
 * δa_t and ∂E/∂x_t = δa_t Kᵀ, in the shape of x.
 *
 * @param previous h_{t−1} of every step
 */
export function gradientsThrough(
  δa: tf.Tensor2D,
  { x, inputKernel }: Inputs<'x' | 'inputKernel'>,
  previous: tf.Tensor3D,
) {
  const [batchSize, time, inputSize] = x.shape as [number, number, number];
  return {
    dX() {
      const rows = matMulTransposed(δa, inputKernel as tf.Tensor2D);
      return swapBatchAndTime(tf.reshape(rows, [time, batchSize, inputSize]));
    },
    dInputKernel: () => transposedMatMul(rowsOf(swapBatchAndTime(x)), δa),
    dRecurrentKernel: () => transposedMatMul(rowsOf(previous), δa),
    dBias: () => tf.sum(δa, 0),
  };
}
