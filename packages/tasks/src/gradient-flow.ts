import * as tf from '@tensorflow/tfjs';
import { type JacobianStudy, jacobianStudy, type RunningCell } from '@unrolled/analysis';
import type { NamedArrays } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { createModel, type ModelName, type ModelSettings } from './model.js';
import { flattenTree, namedArrays } from './parameter-tree.js';
import type { Task } from './task.js';

/** The weights that training would begin with. */
export async function initialWeights(
  task: Task,
  cell: ModelName,
  settings: ModelSettings,
  seed: number,
): Promise<NamedArrays> {
  const weights = flattenTree(createModel(task.dataset, cell, settings).init(createRng(seed, 'weights')));
  const arrays = await namedArrays(weights);
  tf.dispose([...weights.values()]);
  return arrays;
}

/**
 * ‖∂s_T/∂s_t‖ and its bound at every step of one of the task's sequences, in float64, for weights as
 * {@link initialWeights} gives them or a run stored them.
 *
 * @throws RangeError if the model is not a single recurrent layer over the input
 */
export function gradientFlow(task: Task, cell: ModelName, weights: NamedArrays, seed: number): JacobianStudy {
  if (cell === 'feedforward')
    throw new RangeError('gradientFlow: a feedforward network has no steps in time');
  const params: Record<string, Float64Array> = {};
  for (const [name, { data }] of Object.entries(weights)) {
    if (name.startsWith('cell.')) params[name.slice('cell.'.length)] = Float64Array.from(data);
  }
  const recurrentKernel = weights['cell.recurrentKernel'];
  if (!recurrentKernel)
    throw new RangeError(
      'gradientFlow: the model is no single layer, there is no weight named cell.recurrentKernel',
    );
  const { inputs } = task.examples.heldOut('fresh', seed, 1).next().value!;
  return jacobianStudy({
    cell,
    inputSize: inputs.shape[2]!,
    hiddenSize: recurrentKernel.shape[0]!,
    params: params as unknown as RunningCell['params'],
    inputs: Float64Array.from(inputs.data),
  });
}
