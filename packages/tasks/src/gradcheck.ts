import * as tf from '@tensorflow/tfjs-core';
import {
  type DifferentiatedCell,
  type GradientPair,
  type GradientProblem,
  gradientCheck,
  gradientProblem,
} from '@unrolled/analysis';
import { lastStep, type Method, unroll } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { cellFactory } from './model/cell.js';

/** How far float32 gradients of the problem may be from the truth, relative to the largest of a parameter. */
const float32Tolerance = 1e-5;

/**
 * The gradient of a small random problem in four ways, compared pair by pair: the fused op with its
 * hand-derived backward pass, tfjs's differentiation of every step, the closed form in float64, and central
 * differences in float64.
 *
 * @throws TypeError if the cell is unknown
 * @example
 * const { pairs } = await gradcheck('lstm', 1);
 * pairs.every(({ agrees }) => agrees); // → true
 */
export async function gradcheck(
  cell: DifferentiatedCell,
  seed: number,
): Promise<{ readonly cell: DifferentiatedCell; readonly pairs: readonly GradientPair[] }> {
  const problem = gradientProblem({ cell, rng: createRng(seed, 'gradcheck') });
  const way = async (method: Method) => ({
    gradients: await tfjsGradients(problem, method),
    tolerance: float32Tolerance,
  });
  return gradientCheck(problem, { 'fused op': await way('fused'), autodiff: await way('step') });
}

async function tfjsGradients(
  { cell, model, params, batch }: GradientProblem,
  method: Method,
): Promise<Record<string, Float64Array>> {
  const { inputSize, hiddenSize, outputSize } = model;
  const recurrence = (await cellFactory(cell))({ inputSize, hiddenSize });
  const names = Object.keys(params);
  const shapes: Record<string, number[]> = { outputKernel: [hiddenSize, outputSize] };
  for (const name of names) {
    const values = params[name]!.length;
    const rows = name === 'inputKernel' ? inputSize : name === 'recurrentKernel' ? hiddenSize : undefined;
    shapes[name] ??= rows ? [rows, values / rows] : [values];
  }
  const gradients = tf.tidy(() => {
    const steps = batch[0]!.inputs.length / inputSize;
    const inputs = tf.tensor3d(Float32Array.from(batch.flatMap(({ inputs }) => [...inputs])), [
      batch.length,
      steps,
      inputSize,
    ]);
    const classes = tf.oneHot(
      batch.map(({ targets }) => targets[0]!),
      outputSize,
    );
    const loss = (...tensors: tf.Tensor[]) => {
      const named = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
      const { outputKernel, outputBias, ...weights } = named;
      const { outputs } = unroll(recurrence, weights, inputs, { method });
      const logits = tf.add(tf.matMul(lastStep(outputs), outputKernel as tf.Tensor2D), outputBias!);
      return tf.losses.softmaxCrossEntropy(classes, logits, undefined, 0, tf.Reduction.SUM) as tf.Scalar;
    };
    return tf.grads(loss)(names.map((name) => tf.tensor(Float32Array.from(params[name]!), shapes[name]!)));
  });
  const values = await Promise.all(gradients.map((gradient) => gradient.data()));
  tf.dispose(gradients);
  return Object.fromEntries(names.map((name, i) => [name, Float64Array.from(values[i]!)]));
}
