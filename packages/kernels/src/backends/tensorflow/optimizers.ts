import * as tf from '@tensorflow/tfjs-core';
import { type OptimizerName, optimizers, requireParameters } from '../../contract/optimizers.js';
import type { Kernels } from '../backend.js';
import { recordedKernel } from './recorded-kernel.js';

/** The tensors of one parameter by name: θ, its gradient g, and its state. */
type Named = Readonly<Record<string, tf.Tensor>>;
/** The new value of a parameter, and its new state in the order of the contract; η is a scalar. */
type Equations = (
  η: tf.Tensor,
  parameter: Named,
  shared: Named,
  attrs: Readonly<Record<string, number>>,
) => tf.Tensor[];

const descend = (θ: tf.Tensor, η: tf.Tensor, direction: tf.Tensor) => tf.sub(θ, tf.mul(η, direction));
/** β m + (1 − β) x */
const mean = (β: number, m: tf.Tensor, x: tf.Tensor) => tf.add(tf.mul(m, β), tf.mul(x, 1 - β));

const equations: Readonly<Record<OptimizerName, Equations>> = {
  SgdUpdate: (η, { value: θ, gradient: g }) => [descend(θ!, η, g!)],
  MomentumUpdate(η, { value: θ, gradient: g, accumulation }, { factor: μ }, { nesterov }) {
    const a = tf.add(tf.mul(accumulation!, μ!), g!);
    return [descend(θ!, η, nesterov ? tf.add(g!, tf.mul(a, μ!)) : a), a];
  },
  RmspropUpdate(η, { value: θ, gradient: g, meanSquare, moment }, _, { decay: ρ, momentum: μ, epsilon: ε }) {
    const s = mean(ρ!, meanSquare!, tf.square(g!));
    const a = tf.add(tf.mul(moment!, μ!), tf.div(tf.mul(η, g!), tf.sqrt(tf.add(s, ε!))));
    return [tf.sub(θ!, a), s, a];
  },
  AdamUpdate(η, { value: θ, gradient: g, first, second }, { power1, power2 }, { beta1, beta2, epsilon: ε }) {
    const m = mean(beta1!, first!, g!);
    const v = mean(beta2!, second!, tf.square(g!));
    const mHat = tf.div(m, tf.sub(1, power1!));
    const vHat = tf.div(v, tf.sub(1, power2!));
    return [descend(θ!, η, tf.div(mHat, tf.add(tf.sqrt(vHat), ε!))), m, v];
  },
};

/** The gradients multiplied by limit / max(‖g‖, limit), ‖g‖ the norm of all of them together. */
function clipped(parameters: readonly Named[], limit: number) {
  const norm = tf.sqrt(tf.addN(parameters.map(({ gradient }) => tf.sum(tf.square(gradient!)))));
  const factor = tf.div(limit, tf.maximum(norm, limit));
  return {
    norm,
    parameters: parameters.map(
      (parameter): Named => ({
        ...parameter,
        gradient: tf.mul(parameter.gradient!, factor),
      }),
    ),
  };
}

/** The update of every parameter as one graph, into which the learning rate goes as a tensor: it may change from step to step. */
function optimizerKernel(kernel: OptimizerName): tf.KernelFunc {
  const update = recordedKernel(kernel, ({ inputs, attrs }) =>
    tf.tidy(() => {
      const all = inputs as Named;
      const numbers = attrs as Readonly<Record<string, number>>;
      const { parameters: length, clipNorm } = attrs as { parameters: number; clipNorm?: number };
      const names = ['value', 'gradient', ...optimizers[kernel].state];
      const parameters = Array.from({ length }, (_, i) =>
        Object.fromEntries(names.map((name) => [name, all[`${name}${i}`]!])),
      );
      const clip = clipNorm === undefined ? undefined : clipped(parameters, clipNorm);
      const updated = (clip?.parameters ?? parameters).flatMap((parameter) =>
        equations[kernel](all.learningRate!, parameter, all, numbers),
      );
      return clip ? [...updated, clip.norm] : updated;
    }),
  );
  return ({ inputs, attrs, backend }) => {
    const { learningRate: η, ...others } = attrs as { learningRate: number; parameters: number };
    requireParameters(kernel, inputs, others);
    const learningRate = tf.scalar(η);
    try {
      return update({ inputs: { ...inputs, learningRate }, attrs: others, backend });
    } finally {
      learningRate.dispose();
    }
  };
}

export const optimizerKernels: Kernels = Object.fromEntries(
  (Object.keys(optimizers) as OptimizerName[]).map((kernel) => [kernel, optimizerKernel(kernel)]),
);
