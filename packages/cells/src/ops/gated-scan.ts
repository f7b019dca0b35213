import * as tf from '@tensorflow/tfjs-core';
import { type KernelInputs, outputsOf } from '@unrolled/kernels/contract';
import { composedScan } from './linear-scan.js';
import { sequenceOp } from './sequence-op.js';

/**
 * h_t = (1 − z_t) ∘ h_{t−1} + z_t ∘ x_t with z = σ(gate), for every step: [batch, time, hidden]. A backend that has only the
 * kernels of a linear scan computes it by them. Derived in docs/derivations/parallel-scans.md.
 */
export const gatedScan = sequenceOp('gatedScan', 'GatedScan', {
  forward(inputs, { reverse }) {
    const { linear } = asLinear(inputs);
    const attrs = { complex: false, reverse };
    if (!hasKernel('LinearScan')) return composedScan.forward(linear, attrs);
    const [hidden] = tf.engine().runKernel<tf.Tensor[]>('LinearScan', linear, attrs);
    return { hidden: () => hidden! };
  },

  gradient(inputs, { reverse }) {
    const { z, linear } = asLinear(inputs);
    const { dX, dDecay, dInitialHidden } = gradients(linear, {
      complex: false,
      reverse,
      inputGradient: true,
    });
    return {
      dX: () => tf.mul(dX(), z),
      dGate: () => tf.mul(tf.sub(tf.mul(dX(), inputs.x), dDecay()), tf.mul(z, tf.sub(1, z))),
      dInitialHidden,
    };
  },
});

/** The linear scan that it is. */
function asLinear<Inputs extends { readonly x: tf.Tensor; readonly gate: tf.Tensor }>(inputs: Inputs) {
  const { gate, ...others } = inputs;
  const z = tf.sigmoid(gate);
  return { z, linear: { ...others, x: tf.mul(z, inputs.x), decay: tf.sub(1, z) } };
}

function gradients(
  linear: KernelInputs<'LinearScanGrad'>,
  attrs: { readonly complex: boolean; readonly reverse: boolean; readonly inputGradient: boolean },
): ReturnType<typeof composedScan.gradient> {
  if (!hasKernel('LinearScanGrad')) return composedScan.gradient(linear, attrs);
  const inputs = linear as unknown as tf.NamedTensorMap;
  const results = tf.engine().runKernel<tf.Tensor[]>('LinearScanGrad', inputs, attrs);
  const named = outputsOf('LinearScanGrad', linear, attrs).map(({ name }, i) => [name, () => results[i]!]);
  return Object.fromEntries(named);
}

const hasKernel = (name: string) => tf.getKernel(name, tf.getBackend()) !== undefined;
