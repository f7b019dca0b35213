import * as tf from '@tensorflow/tfjs-core';
import { transposedMatMul } from './mat-mul.js';
import { sequenceOp } from './sequence-op.js';
import {
  backwardSteps,
  forwardSteps,
  gradientsThrough,
  previousStates,
  rowsOf,
  stepsOf,
  swapBatchAndTime,
} from './time-major.js';

/** r, z, n and what r acts on: q = h·R_n + c_n with resetAfter, else h itself. */
type Reserve<T extends tf.Tensor> = [r: T, z: T, n: T, q: T];

/** The GRU over every step: [B, T, H]. Derived in docs/derivations/backpropagation-through-time.md. */
export const gruSequence = sequenceOp('gru', 'GruSequence', {
  forward(inputs, { resetAfter, reverse, keepReserve = true }) {
    const { recurrentBias } = inputs;
    const R = inputs.recurrentKernel as tf.Tensor2D;
    const units = R.shape[0];
    const Rrz = tf.slice(R, [0, 0], [units, 2 * units]);
    const Rn = tf.slice(R, [0, 2 * units], [units, units]);
    const hidden: tf.Tensor2D[] = [];
    const reserve: tf.Tensor2D[] = [];
    let h = inputs.initialHidden as tf.Tensor2D;
    for (const { t, value, select } of forwardSteps(inputs, reverse)) {
      const [xr, xz, xn] = tf.split(value, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const product = tf.matMul(h, resetAfter ? R : Rrz);
      const fromState = recurrentBias ? tf.add(product, recurrentBias) : product;
      const [hr, hz, hn] = tf.split(fromState, resetAfter ? 3 : 2, 1) as tf.Tensor2D[];
      const r = tf.sigmoid(tf.add(xr, hr!)) as tf.Tensor2D;
      const z = tf.sigmoid(tf.add(xz, hz!)) as tf.Tensor2D;
      const q = resetAfter ? hn! : h;
      const n = tf.tanh(tf.add(xn, resetAfter ? tf.mul(r, q) : tf.matMul(tf.mul(r, q), Rn))) as tf.Tensor2D;
      h = select(tf.add(tf.mul(tf.sub(1, z), n), tf.mul(z, h)), h);
      hidden[t] = h;
      if (keepReserve) reserve[t] = sideBySide(r, z, n, q);
    }
    return {
      hidden: () => tf.stack(hidden, 1),
      reserve: () => (keepReserve ? tf.stack(reserve) : tf.tensor1d([])), // stays time-major
    };
  },

  gradient(inputs, { resetAfter, reverse }) {
    const R = inputs.recurrentKernel as tf.Tensor2D;
    const units = R.shape[0];
    const previous = previousStates(swapBatchAndTime(inputs.hidden), inputs.initialHidden, reverse);
    const [r, z, n, q] = tf.split(inputs.reserve as tf.Tensor3D, 4, 2) as Reserve<tf.Tensor3D>;

    // Computed for every step at once: a δ is dh times what stands here, and δar also waits for what came
    // through the product with r.
    const toN = stepsOf(tf.mul(tf.sub(1, z), tf.sub(1, tf.square(n))));
    const toZ = stepsOf(tf.mul(tf.sub(previous, n), tf.mul(z, tf.sub(1, z))));
    const toR = stepsOf(tf.mul(q, tf.mul(r, tf.sub(1, r))));
    const resets = stepsOf(r);
    const keep = stepsOf(z);
    const Rᵀ = tf.transpose(R);
    const Rrzᵀ = tf.slice(Rᵀ, [0, 0], [2 * units, units]);
    const Rnᵀ = tf.slice(Rᵀ, [2 * units, 0], [units, units]);

    const δar: tf.Tensor2D[] = [];
    const δaz: tf.Tensor2D[] = [];
    const δan: tf.Tensor2D[] = [];
    let dh: tf.Tensor2D = tf.zerosLike(inputs.initialHidden as tf.Tensor2D);
    for (const { t, value: dOutput, select, taken } of backwardSteps(inputs, reverse)) {
      dh = tf.add(dOutput, dh);
      const δh = taken(dh);
      δaz[t] = tf.mul(δh, toZ[t]!);
      δan[t] = tf.mul(δh, toN[t]!);
      let throughGates: tf.Tensor2D;
      if (resetAfter) {
        δar[t] = tf.mul(δan[t]!, toR[t]!);
        throughGates = tf.matMul(sideBySide(δar[t]!, δaz[t]!, tf.mul(δan[t]!, resets[t]!)), Rᵀ);
      } else {
        const dReset = tf.matMul(δan[t]!, Rnᵀ);
        δar[t] = tf.mul(dReset, toR[t]!);
        throughGates = tf.add(tf.matMul(sideBySide(δar[t]!, δaz[t]!), Rrzᵀ), tf.mul(dReset, resets[t]!));
      }
      dh = select(tf.add(tf.mul(δh, keep[t]!), throughGates), dh);
    }

    const [dAr, dAz, dAn] = [tf.concat(δar), tf.concat(δaz), tf.concat(δan)];
    const dInputs = sideBySide(dAr, dAz, dAn);
    const resetRows = rowsOf(r);
    const previousRows = rowsOf(previous);
    const dStates = sideBySide(dAr, dAz, tf.mul(dAn, resetRows));
    return {
      ...gradientsThrough(dInputs, inputs, previous),
      dRecurrentKernel: () =>
        resetAfter
          ? transposedMatMul(previousRows, dStates)
          : sideBySide(
              transposedMatMul(previousRows, sideBySide(dAr, dAz)),
              transposedMatMul(tf.mul(previousRows, resetRows), dAn),
            ),
      dInitialHidden: () => dh,
      dRecurrentBias: () => tf.sum(dStates, 0),
    };
  },
});

function sideBySide(...matrices: tf.Tensor[]): tf.Tensor2D {
  return tf.concat(matrices, 1) as tf.Tensor2D;
}
