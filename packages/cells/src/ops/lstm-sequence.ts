import * as tf from '@tensorflow/tfjs-core';
import { sequenceOp } from './sequence-op.js';
import {
  backwardSteps,
  forwardSteps,
  gradientsThrough,
  previousStates,
  stepsOf,
  swapBatchAndTime,
} from './time-major.js';

type Gates<T extends tf.Tensor> = [i: T, f: T, g: T, o: T];

// Derived in docs/derivations/backpropagation-through-time.md.

/** The LSTM over every step: hidden and cell, both [B, T, H]. */
export const lstmSequence = sequenceOp('lstm', 'LstmSequence', {
  forward(inputs, { reverse, keepReserve = true }) {
    const R = inputs.recurrentKernel as tf.Tensor2D;
    const hidden: tf.Tensor2D[] = [];
    const cell: tf.Tensor2D[] = [];
    const gates: tf.Tensor2D[] = [];
    let h = inputs.initialHidden as tf.Tensor2D;
    let c = inputs.initialCell as tf.Tensor2D;
    for (const { t, value, select } of forwardSteps(inputs, reverse)) {
      const z = tf.add(value, tf.matMul(h, R));
      const [zi, zf, zg, zo] = tf.split(z, 4, 1) as Gates<tf.Tensor2D>;
      const [i, f, g, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zg), tf.sigmoid(zo)];
      c = select(tf.add(tf.mul(f, c), tf.mul(i, g)), c);
      h = select(tf.mul(o, tf.tanh(c)), h);
      cell[t] = c;
      hidden[t] = h;
      if (keepReserve) gates[t] = tf.concat2d([i, f, g, o], 1);
    }
    return {
      hidden: () => tf.stack(hidden, 1),
      cell: () => tf.stack(cell, 1),
      reserve: () => (keepReserve ? tf.stack(gates) : tf.tensor1d([])), // stays time-major
    };
  },

  gradient(inputs, { reverse }) {
    const cells = swapBatchAndTime(inputs.cell);
    const previousCells = previousStates(cells, inputs.initialCell, reverse);
    const [i, f, g, o] = tf.split(inputs.reserve as tf.Tensor3D, 4, 2) as Gates<tf.Tensor3D>;

    // All that does not wait for a later step is computed for every step at once: with u = tanh(c_t),
    // δc gains dh ∘ o(1 − u²), and a gate's δ is δc (or dh, for o) times what stands here.
    const u = tf.tanh(cells);
    const toCell = stepsOf(tf.mul(o, tf.sub(1, tf.square(u))));
    const toI = stepsOf(tf.mul(g, sigmoidSlope(i)));
    const toF = stepsOf(tf.mul(previousCells, sigmoidSlope(f)));
    const toG = stepsOf(tf.mul(i, tf.sub(1, tf.square(g))));
    const toO = stepsOf(tf.mul(u, sigmoidSlope(o)));
    const keep = stepsOf(f);
    const dCells = inputs.dCell && stepsOf(swapBatchAndTime(inputs.dCell));
    const Rᵀ = tf.transpose(inputs.recurrentKernel as tf.Tensor2D);

    const δa: tf.Tensor2D[] = [];
    let dh: tf.Tensor2D = tf.zerosLike(inputs.initialHidden as tf.Tensor2D);
    let dc: tf.Tensor2D = tf.zerosLike(inputs.initialCell as tf.Tensor2D);
    for (const { t, value: dOutput, select, taken } of backwardSteps(inputs, reverse)) {
      dh = tf.add(dOutput, dh);
      if (dCells) dc = tf.add(dCells[t]!, dc);
      const δh = taken(dh);
      const δc: tf.Tensor2D = tf.add(taken(dc), tf.mul(δh, toCell[t]!));
      const δgates = [tf.mul(δc, toI[t]!), tf.mul(δc, toF[t]!), tf.mul(δc, toG[t]!), tf.mul(δh, toO[t]!)];
      δa[t] = tf.concat(δgates, 1) as tf.Tensor2D;
      dh = select(tf.matMul(δa[t]!, Rᵀ), dh);
      dc = select(tf.mul(δc, keep[t]!), dc);
    }

    const previous = previousStates(swapBatchAndTime(inputs.hidden), inputs.initialHidden, reverse);
    return {
      ...gradientsThrough(tf.concat(δa), inputs, previous),
      dInitialHidden: () => dh,
      dInitialCell: () => dc,
    };
  },
});

function sigmoidSlope<T extends tf.Tensor>(value: T): T {
  return tf.mul(value, tf.sub(1, value));
}
