import * as tf from '@tensorflow/tfjs-core';
import {
  type CellKind,
  cellKinds,
  type JacobianStudy,
  jacobianStudy,
  type RunningCell,
} from '@unrolled/analysis';
import type { NamedArrays } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { createModel } from '../model/create-model.js';
import { namedArrays } from '../model/parameter-tree.js';
import type { ModelSettings } from '../spec/models.js';
import { standardize } from '../spec/standardization.js';
import type { Task } from '../spec/task.js';
import { requireWeights } from './with-trained-model.js';

/** The weights that training would begin with. */
export async function initialWeights(
  task: Task,
  settings: ModelSettings,
  seed: number,
): Promise<NamedArrays> {
  const weights = (await createModel(task.dataset, settings)).init(createRng(seed, 'weights'));
  const arrays = await namedArrays(weights);
  tf.dispose(weights);
  return arrays;
}

/** Whether {@link gradientFlow} can follow the gradient: one layer of a known cell over the input. */
export function hasGradientFlow(
  { dataset }: Pick<Task, 'dataset'>,
  model: ModelSettings,
): model is Extract<ModelSettings, { readonly kind: CellKind }> {
  const known: readonly string[] = cellKinds;
  return (
    known.includes(model.kind) &&
    'layers' in model &&
    model.layers === 1 &&
    dataset.scheme !== 'encoder-decoder'
  );
}

/**
 * About how many multiplications {@link gradientFlow} takes, steps · (numbers in the state)³; without end
 * where it cannot follow the gradient.
 */
export function gradientFlowCost({ dataset }: Pick<Task, 'dataset'>, model: ModelSettings): number {
  if (!hasGradientFlow({ dataset }, model)) return Number.POSITIVE_INFINITY;
  const state = model.hiddenSize * (model.kind === 'lstm' ? 2 : 1);
  return (dataset.steps ?? 0) * state ** 3;
}

/**
 * ‖∂s_T/∂s_t‖ and its bound at every step of one of the task's sequences, in float64, for weights as
 * {@link initialWeights} gives them or a run stored them.
 *
 * @throws RangeError if the model is not a single recurrent layer that reads the input and nothing else
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 */
export async function gradientFlow(
  task: Task,
  model: ModelSettings,
  weights: NamedArrays,
  seed: number,
): Promise<JacobianStudy> {
  if (!hasGradientFlow(task, model)) {
    const cells = cellKinds.join(', ');
    throw new RangeError(
      `gradientFlow: the model must be a single recurrent layer (${cells}) over the input`,
    );
  }
  await requireWeights(task, model, weights);
  const ofCell = Object.entries(weights).filter(([name]) => name.startsWith('cell.'));
  const params = ofCell.map(([name, { data }]) => [name.slice('cell.'.length), Float64Array.from(data)]);
  const batch = task.examples.heldOut('fresh', seed, 1).next().value!;
  const { inputs } = standardize(batch, task.standardization);
  return jacobianStudy({
    cell: model.kind,
    ...('activation' in model && { activation: model.activation }),
    inputSize: task.dataset.inputSize,
    hiddenSize: model.hiddenSize,
    params: Object.fromEntries(params) as RunningCell['params'],
    inputs: Float64Array.from(inputs.data),
  });
}
