import * as tf from '@tensorflow/tfjs';
import { matMulTransposed } from './mat-mul.js';

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

/** Steps in the order they are taken. */
export function stepOrder(time: number, reverse: boolean): number[] {
  const order = Array.from({ length: time }, (_, t) => t);
  return reverse ? order.reverse() : order;
}

/** For every step the state before it: [time, batch, n] of h_{t−1}, h_0 first. */
export function previousStates(states: tf.Tensor3D, initial: tf.Tensor, reverse: boolean): tf.Tensor3D {
  const [time, batchSize, size] = states.shape;
  const first = tf.reshape(initial, [1, batchSize, size]);
  if (time === 1) return first as tf.Tensor3D;
  const others = tf.slice(states, [reverse ? 1 : 0, 0, 0], [time - 1, batchSize, size]);
  return tf.concat(reverse ? [others, first] : [first, others]) as tf.Tensor3D;
}

/** x_t·K + b of every step in one product: [batch, time, I] → [time, batch, gates · H]. */
export function projectInputs(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor3D {
  const timeMajor = swapBatchAndTime(x);
  const product = tf.matMul(rowsOf(timeMajor), kernel as tf.Tensor2D);
  const [time, batchSize] = timeMajor.shape;
  return tf.reshape(bias ? tf.add(product, bias) : product, [time, batchSize, -1]);
}

/** ∂E/∂x_t = δa_t Kᵀ of every step: [time · batch, gates · H] → [batch, time, I], the shape of x. */
export function gradientOfInputs(dA: tf.Tensor2D, kernel: tf.Tensor, x: tf.Tensor): tf.Tensor3D {
  const [batchSize, time, inputSize] = x.shape as [number, number, number];
  const rows = matMulTransposed(dA, kernel as tf.Tensor2D);
  return swapBatchAndTime(tf.reshape(rows, [time, batchSize, inputSize]));
}

/** Per step the mask as a column [batch, 1], and what is not masked; ones and zeros without a mask. */
export function maskSteps(mask: tf.Tensor | undefined, time: number): StepMask[] {
  if (!mask) return Array.from({ length: time }, () => ({ select: (next) => next, taken: (x) => x }));
  const columns = tf.split(mask as tf.Tensor2D, time, 1);
  return columns.map((on) => {
    const off = tf.sub(1, on);
    return {
      select: (next, previous) => tf.add(tf.mul(on, next), tf.mul(off, previous)),
      taken: (x) => tf.mul(on, x),
    };
  });
}

export interface StepMask {
  /** `next` where the step counts, `previous` where it does not. */
  readonly select: (next: tf.Tensor2D, previous: tf.Tensor2D) => tf.Tensor2D;
  /** `x` where the step counts, zero where it does not. */
  readonly taken: (x: tf.Tensor2D) => tf.Tensor2D;
}
