import * as tf from '@tensorflow/tfjs-core';
import {
  type DifferentiatedModel,
  type GradientPair,
  type GradientProblem,
  type GradientWay,
  gradientCheck,
  gradientProblem,
  transformerProblem,
} from '@unrolled/analysis';
import { lastStep, type Rng, type TensorTree, transformer, unroll, valueAndGradients } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { cellFactory } from './model/cell.js';
import { flattenTree, namedArrays, treeLike } from './model/parameter-tree.js';

/** How far float32 gradients of the problem may be from the truth, relative to the largest of a parameter. */
const float32Tolerance = 1e-5;

/**
 * The gradient of a small random problem in four ways, compared pair by pair: the fused op with its
 * hand-derived backward pass, tfjs's differentiation of every step, the closed form in float64, and central
 * differences in float64. Of a transformer and a skip-rnn, for which there is no fused op, there are three.
 *
 * @throws TypeError if the model is unknown
 * @example
 * const { pairs } = await gradcheck('lstm', 1);
 * pairs.every(({ agrees }) => agrees); // → true
 */
export async function gradcheck(
  cell: DifferentiatedModel,
  seed: number,
): Promise<{ readonly cell: DifferentiatedModel; readonly pairs: readonly GradientPair[] }> {
  const rng = createRng(seed, 'gradcheck');
  if (cell === 'transformer') {
    const problem = transformerProblem({ rng });
    const { inputSize, hiddenSize, layers, heads, feedForwardSize } = problem.model;
    const network = transformer({
      inputSize,
      hiddenSize,
      layers,
      heads,
      feedForwardSize,
      positions: 'rotary',
    });
    const autodiff = await tfjsGradients(problem, {
      init: network.init,
      outputs: (params, inputs) => network.apply(params as never, inputs).outputs,
    });
    return gradientCheck(problem, { autodiff });
  }
  const problem = gradientProblem({ cell, rng });
  const { inputSize, hiddenSize } = problem.model;
  const recurrence = (await cellFactory(cell))({ inputSize, hiddenSize });
  const way = (method: 'fused' | 'step') =>
    tfjsGradients(problem, {
      init: recurrence.init,
      outputs: (params, inputs) => unroll(recurrence, params, inputs, { method }).outputs,
    });
  return gradientCheck(problem, {
    ...(recurrence.sequence && { 'fused op': await way('fused') }),
    autodiff: await way('step'),
  });
}

/** What stands before the readout. */
interface Body {
  init(rng: Rng): TensorTree;
  outputs(params: TensorTree, inputs: tf.Tensor3D): tf.Tensor3D;
}

/** The gradients in float32, through the readout of the last step and the sum of its cross-entropies. */
async function tfjsGradients(
  { model, params, batch }: Pick<GradientProblem<DifferentiatedModel>, 'model' | 'params' | 'batch'>,
  { init, outputs }: Body,
): Promise<GradientWay> {
  const { inputSize, hiddenSize, outputSize } = model;
  const gradients = tf.tidy(() => {
    const inputs = tf.tensor3d(Float32Array.from(batch.flatMap(({ inputs }) => [...inputs])), [
      batch.length,
      batch[0]!.inputs.length / inputSize,
      inputSize,
    ]);
    const classes = tf.oneHot(
      batch.map(({ targets }) => targets[0]!),
      outputSize,
    );
    const like = {
      ...(init(createRng(1)) as Readonly<Record<string, TensorTree>>),
      outputKernel: tf.zeros([hiddenSize, outputSize]),
      outputBias: tf.zeros([outputSize]),
    };
    const arrays = [...flattenTree(like)].map(([name, { shape }]) => {
      return [name, { data: Float32Array.from(params[name]!), shape }] as const;
    });
    return valueAndGradients(
      ({ outputKernel, outputBias, ...body }) => {
        const last = lastStep(outputs(body, inputs));
        const logits = tf.add(tf.matMul(last, outputKernel as tf.Tensor2D), outputBias);
        return tf.losses.softmaxCrossEntropy(classes, logits, undefined, 0, tf.Reduction.SUM);
      },
      treeLike(like, Object.fromEntries(arrays), 'the parameters'),
    ).gradients;
  });
  const arrays = await namedArrays(gradients);
  tf.dispose(gradients as tf.TensorContainer);
  const named = Object.entries(arrays).map(([name, { data }]) => [name, Float64Array.from(data)]);
  return { gradients: Object.fromEntries(named), tolerance: float32Tolerance };
}
