import * as tf from '@tensorflow/tfjs';
import { type JacobianStudy, jacobianStudy, type RunningCell } from '@unrolled/analysis';
import type { NamedArrays } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { type CellName, createModel, type ModelSettings } from './model.js';
import { flattenTree, namedArrays } from './parameter-tree.js';
import type { Task } from './task.js';

/** The weights that training would begin with. */
export async function initialWeights(
  task: Task,
  cell: CellName,
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
 * @throws RangeError if a weight the cell needs is missing
 */
export function gradientFlow(task: Task, cell: CellName, weights: NamedArrays, seed: number): JacobianStudy {
  const params: Record<string, Float64Array> = {};
  for (const [name, { data }] of Object.entries(weights)) {
    if (name.startsWith('cell.')) params[name.slice('cell.'.length)] = Float64Array.from(data);
  }
  const recurrentKernel = weights['cell.recurrentKernel'];
  if (!recurrentKernel) throw new RangeError('gradientFlow: there is no weight named cell.recurrentKernel');
  const { inputs } = task.dataset.batch(createRng(seed, 'gradient flow'), 1);
  return jacobianStudy({
    cell,
    inputSize: task.dataset.inputSize,
    hiddenSize: recurrentKernel.shape[0]!,
    params: params as unknown as RunningCell['params'],
    inputs: Float64Array.from(inputs.data),
  });
}
