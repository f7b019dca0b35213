import * as tf from '@tensorflow/tfjs';
import type { KernelAttrs, KernelInputs } from '@unrolled/kernels/contract';
import { activations } from '../activations.js';
import { transposedMatMul } from './mat-mul.js';
import { runSequenceOp, type SequenceOp } from './sequence-op.js';
import {
  gradientOfInputs,
  maskSteps,
  previousStates,
  projectInputs,
  rowsOf,
  stepOrder,
  stepsOf,
  swapBatchAndTime,
} from './time-major.js';

/** h_t = φ(x_t K + h_{t−1} R + b) for every step: [B, T, H]. Derived in docs/derivations/backpropagation-through-time.md. */
export function rnnSequence(
  inputs: KernelInputs<'RnnSequence'>,
  attributes: KernelAttrs<'RnnSequence'>,
): tf.Tensor3D {
  const [hidden] = runSequenceOp('rnn', rnnOp, inputs, attributes);
  return hidden as tf.Tensor3D;
}

const rnnOp: SequenceOp<'RnnSequence'> = {
  name: 'RnnSequence',

  forward({ x, inputKernel, recurrentKernel, bias, initialHidden, mask }, { activation, reverse }) {
    const φ = activations[activation].apply;
    const R = recurrentKernel as tf.Tensor2D;
    const projected = stepsOf(projectInputs(x, inputKernel, bias));
    const masks = maskSteps(mask, projected.length);
    const hidden: tf.Tensor2D[] = [];
    let h = initialHidden as tf.Tensor2D;
    for (const t of stepOrder(projected.length, reverse)) {
      h = masks[t]!.select(φ(tf.add(projected[t]!, tf.matMul(h, R))), h);
      hidden[t] = h;
    }
    return { hidden: () => tf.stack(hidden, 1) };
  },

  gradient(inputs, { activation, reverse }) {
    const { x, inputKernel, recurrentKernel, initialHidden, mask, hidden, dHidden } = inputs;
    const states = swapBatchAndTime(hidden);
    const previous = previousStates(states, initialHidden, reverse);
    const slopes = stepsOf(activations[activation].derivative(states));
    const dOutputs = stepsOf(swapBatchAndTime(dHidden));
    const masks = maskSteps(mask, slopes.length);
    const Rᵀ = tf.transpose(recurrentKernel as tf.Tensor2D);

    const δa: tf.Tensor2D[] = [];
    let dh: tf.Tensor2D = tf.zerosLike(initialHidden as tf.Tensor2D);
    for (const t of stepOrder(slopes.length, !reverse)) {
      dh = tf.add(dOutputs[t]!, dh);
      δa[t] = masks[t]!.taken(tf.mul(dh, slopes[t]!));
      dh = masks[t]!.select(tf.matMul(δa[t], Rᵀ), dh);
    }

    const dA = tf.concat(δa);
    return {
      dX: () => gradientOfInputs(dA, inputKernel, x),
      dInputKernel: () => transposedMatMul(rowsOf(swapBatchAndTime(x)), dA),
      dRecurrentKernel: () => transposedMatMul(rowsOf(previous), dA),
      dInitialHidden: () => dh,
      dBias: () => tf.sum(dA, 0),
    };
  },
};
