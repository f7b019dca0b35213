import * as tf from '@tensorflow/tfjs-core';
import { linearScan } from './linear-scan.js';
import { sigmoid } from './twice-differentiable.js';

interface GatedScan {
  /** What the gate is σ of, for every step; [batch, time, hidden]. */
  readonly gate: tf.Tensor3D;
  readonly candidate: tf.Tensor3D;
  readonly initialHidden: tf.Tensor2D;
  readonly mask?: tf.Tensor2D | undefined;
  readonly reverse: boolean;
}

/** h_t = (1 − z_t) ∘ h_{t−1} + z_t ∘ h̃_t with z = σ(gate), for every step: [batch, time, hidden]. */
export function gatedScan({ gate, candidate, initialHidden, mask, reverse }: GatedScan): tf.Tensor3D {
  const z = sigmoid(gate);
  const [hidden] = linearScan(
    { x: tf.mul(z, candidate), decay: tf.sub(1, z), initialHidden, ...(mask && { mask }) },
    { complex: false, reverse },
  );
  return hidden;
}
