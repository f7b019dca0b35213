import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '@unrolled/kernels/contract';
import { sigmoid, tanh } from './ops/twice-differentiable.js';

/** φ, and its derivative from its value: φ′(z) as a function of φ(z). */
interface ActivationFunction {
  readonly apply: <T extends tf.Tensor>(z: T) => T;
  readonly derivative: <T extends tf.Tensor>(value: T) => T;
}

export const activations: Record<Activation, ActivationFunction> = {
  tanh: { apply: tanh, derivative: (y) => tf.sub(1, tf.square(y)) },
  relu: { apply: tf.relu, derivative: (y) => tf.step(y) },
  sigmoid: { apply: sigmoid, derivative: (y) => tf.mul(y, tf.sub(1, y)) },
  identity: { apply: tf.clone, derivative: (y) => tf.onesLike(y) },
  /** 1 above zero, else 0: for networks that are constructed, not trained, since no gradient passes. */
  step: { apply: (z) => tf.step(z), derivative: (y) => tf.zerosLike(y) },
};

export const activationNames = Object.keys(activations) as Activation[];
