import * as tf from '@tensorflow/tfjs';
import type { KernelAttrs, KernelInputs } from '@unrolled/kernels/contract';
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

type Gates<T extends tf.Tensor> = [i: T, f: T, g: T, o: T];

/** The LSTM over every step: hidden and cell, both [B, T, H]. Derived in docs/derivations/backpropagation-through-time.md. */
export function lstmSequence(
  inputs: KernelInputs<'LstmSequence'>,
  attributes: KernelAttrs<'LstmSequence'>,
): [hidden: tf.Tensor3D, cell: tf.Tensor3D] {
  const [hidden, cell] = runSequenceOp('lstm', lstmOp, inputs, attributes);
  return [hidden as tf.Tensor3D, cell as tf.Tensor3D];
}

const lstmOp: SequenceOp<'LstmSequence'> = {
  name: 'LstmSequence',

  forward({ x, inputKernel, recurrentKernel, bias, initialHidden, initialCell, mask }, { reverse }) {
    const R = recurrentKernel as tf.Tensor2D;
    const projected = stepsOf(projectInputs(x, inputKernel, bias));
    const masks = maskSteps(mask, projected.length);
    const hidden: tf.Tensor2D[] = [];
    const cell: tf.Tensor2D[] = [];
    const gates: tf.Tensor2D[] = [];
    let h = initialHidden as tf.Tensor2D;
    let c = initialCell as tf.Tensor2D;
    for (const t of stepOrder(projected.length, reverse)) {
      const z = tf.add(projected[t]!, tf.matMul(h, R));
      const [zi, zf, zg, zo] = tf.split(z, 4, 1) as Gates<tf.Tensor2D>;
      const [i, f, g, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zg), tf.sigmoid(zo)];
      c = masks[t]!.select(tf.add(tf.mul(f, c), tf.mul(i, g)), c);
      h = masks[t]!.select(tf.mul(o, tf.tanh(c)), h);
      cell[t] = c;
      hidden[t] = h;
      gates[t] = tf.concat2d([i, f, g, o], 1);
    }
    return {
      hidden: () => tf.stack(hidden, 1),
      cell: () => tf.stack(cell, 1),
      reserve: () => tf.stack(gates), // stays time-major
    };
  },

  gradient(inputs, { reverse }) {
    const { x, inputKernel, recurrentKernel, initialHidden, initialCell, mask, ...rest } = inputs;
    const states = swapBatchAndTime(rest.hidden);
    const cells = swapBatchAndTime(rest.cell);
    const previousCells = previousStates(cells, initialCell, reverse);
    const [i, f, g, o] = tf.split(rest.reserve as tf.Tensor3D, 4, 2) as Gates<tf.Tensor3D>;

    // All that does not wait for a later step is computed for every step at once: with u = tanh(c_t),
    // δc gains dh ∘ o(1 − u²), and a gate's δ is δc (or dh, for o) times what stands here.
    const u = tf.tanh(cells);
    const toCell = stepsOf(tf.mul(o, tf.sub(1, tf.square(u))));
    const toI = stepsOf(tf.mul(g, sigmoidSlope(i)));
    const toF = stepsOf(tf.mul(previousCells, sigmoidSlope(f)));
    const toG = stepsOf(tf.mul(i, tf.sub(1, tf.square(g))));
    const toO = stepsOf(tf.mul(u, sigmoidSlope(o)));
    const keep = stepsOf(f);
    const dOutputs = stepsOf(swapBatchAndTime(rest.dHidden));
    const dCells = rest.dCell && stepsOf(swapBatchAndTime(rest.dCell));
    const masks = maskSteps(mask, keep.length);
    const Rᵀ = tf.transpose(recurrentKernel as tf.Tensor2D);

    const δa: tf.Tensor2D[] = [];
    let dh: tf.Tensor2D = tf.zerosLike(initialHidden as tf.Tensor2D);
    let dc: tf.Tensor2D = tf.zerosLike(initialCell as tf.Tensor2D);
    for (const t of stepOrder(keep.length, !reverse)) {
      dh = tf.add(dOutputs[t]!, dh);
      if (dCells) dc = tf.add(dCells[t]!, dc);
      const δh = masks[t]!.taken(dh);
      const δc: tf.Tensor2D = tf.add(masks[t]!.taken(dc), tf.mul(δh, toCell[t]!));
      const δgates = [tf.mul(δc, toI[t]!), tf.mul(δc, toF[t]!), tf.mul(δc, toG[t]!), tf.mul(δh, toO[t]!)];
      δa[t] = tf.concat(δgates, 1) as tf.Tensor2D;
      dh = masks[t]!.select(tf.matMul(δa[t]!, Rᵀ), dh);
      dc = masks[t]!.select(tf.mul(δc, keep[t]!), dc);
    }

    const dA = tf.concat(δa);
    return {
      dX: () => gradientOfInputs(dA, inputKernel, x),
      dInputKernel: () => transposedMatMul(rowsOf(swapBatchAndTime(x)), dA),
      dRecurrentKernel: () => transposedMatMul(rowsOf(previousStates(states, initialHidden, reverse)), dA),
      dInitialHidden: () => dh,
      dInitialCell: () => dc,
      dBias: () => tf.sum(dA, 0),
    };
  },
};

function sigmoidSlope<T extends tf.Tensor>(value: T): T {
  return tf.mul(value, tf.sub(1, value));
}
