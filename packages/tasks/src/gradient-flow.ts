import * as tf from '@tensorflow/tfjs';
import { type JacobianStudy, jacobianStudy, type RunningCell } from '@unrolled/analysis';
import type { NamedArrays } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { createModel, type ModelName, type ModelSettings } from './model.js';
import { namedArrays } from './parameter-tree.js';
import { standardize } from './standardization.js';
import type { Task } from './task.js';

/** The weights that training would begin with. */
export async function initialWeights(
  task: Task,
  cell: ModelName,
  settings: ModelSettings,
  seed: number,
): Promise<NamedArrays> {
  const weights = createModel(task.dataset, cell, settings).init(createRng(seed, 'weights'));
  const arrays = await namedArrays(weights);
  tf.dispose(weights);
  return arrays;
}

/**
 * ‖∂s_T/∂s_t‖ and its bound at every step of one of the task's sequences, in float64, for weights as
 * {@link initialWeights} gives them or a run stored them.
 *
 * @throws RangeError if the model is not a single recurrent layer that reads the input and nothing else
 */
export function gradientFlow(
  task: Task,
  { cell, settings }: { readonly cell: ModelName; readonly settings: ModelSettings },
  weights: NamedArrays,
  seed: number,
): JacobianStudy {
  const alone = settings.layers === 1 && task.dataset.scheme !== 'encoder-decoder';
  if (cell === 'feedforward' || !alone) {
    throw new RangeError('gradientFlow: the model must be a single recurrent layer over the input');
  }
  const params: Record<string, Float64Array> = {};
  for (const [name, { data }] of Object.entries(weights)) {
    if (name.startsWith('cell.')) params[name.slice('cell.'.length)] = Float64Array.from(data);
  }
  const batch = task.examples.heldOut('fresh', seed, 1).next().value!;
  const { inputs } = standardize(batch, task.standardization);
  return jacobianStudy({
    cell,
    ...(cell === 'rnn' && { activation: settings.activation }),
    inputSize: task.dataset.inputSize,
    hiddenSize: settings.hiddenSize,
    params: params as unknown as RunningCell['params'],
    inputs: Float64Array.from(inputs.data),
  });
}
