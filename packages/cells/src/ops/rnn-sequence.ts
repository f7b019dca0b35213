import * as tf from '@tensorflow/tfjs-core';
import { activations } from '../activations.js';
import { sequenceOp } from './sequence-op.js';
import {
  backwardSteps,
  forwardSteps,
  gradientsThrough,
  previousStates,
  stepsOf,
  swapBatchAndTime,
} from './time-major.js';

// Derived in docs/derivations/backpropagation-through-time.md.

/** h_t = φ(x_t K + h_{t−1} R + b) for every step: [B, T, H]. */
export const rnnSequence = sequenceOp('rnn', 'RnnSequence', {
  forward(inputs, { activation, reverse }) {
    const φ = activations[activation].apply;
    const R = inputs.recurrentKernel as tf.Tensor2D;
    const hidden: tf.Tensor2D[] = [];
    let h = inputs.initialHidden as tf.Tensor2D;
    for (const { t, value, select } of forwardSteps(inputs, reverse)) {
      h = select(φ(tf.add(value, tf.matMul(h, R))), h);
      hidden[t] = h;
    }
    return { hidden: () => tf.stack(hidden, 1) };
  },

  gradient(inputs, { activation, reverse }) {
    const states = swapBatchAndTime(inputs.hidden);
    const slopes = stepsOf(activations[activation].derivative(states));
    const Rᵀ = tf.transpose(inputs.recurrentKernel as tf.Tensor2D);

    const δa: tf.Tensor2D[] = [];
    let dh: tf.Tensor2D = tf.zerosLike(inputs.initialHidden as tf.Tensor2D);
    for (const { t, value: dOutput, select, taken } of backwardSteps(inputs, reverse)) {
      dh = tf.add(dOutput, dh);
      δa[t] = taken(tf.mul(dh, slopes[t]!));
      dh = select(tf.matMul(δa[t], Rᵀ), dh);
    }

    const previous = previousStates(states, inputs.initialHidden, reverse);
    return { ...gradientsThrough(tf.concat(δa), inputs, previous), dInitialHidden: () => dh };
  },
});
