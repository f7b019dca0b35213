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
import { requireBytes } from '../spec/memory.js';
import { type ModelSettings, waysOf } from '../spec/models.js';
import { standardize } from '../spec/standardization.js';
import type { Task } from '../spec/task.js';
import { requireWeights } from './with-trained-model.js';

/**
 * The weights that training would begin with.
 *
 * @example
 * const weights = await initialWeights(await createTask('parity'), planJob('parity').model, 1);
 * Object.keys(weights);
 * // → ['cell.inputKernel', 'cell.recurrentKernel', 'cell.bias', 'readout.kernel', 'readout.bias']
 */
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

/**
 * Whether {@link gradientFlow} can follow the gradient: one layer of a known cell over the input.
 *
 * @example
 * hasGradientFlow(await createTask('parity'), planJob('parity', {}, { settings: { layers: 2 } }).model); // → false
 */
export function hasGradientFlow(
  { dataset }: Pick<Task, 'dataset'>,
  model: ModelSettings,
): model is Extract<ModelSettings, { readonly kind: CellKind }> {
  const known: readonly string[] = cellKinds;
  return (
    known.includes(model.kind) &&
    'layers' in model &&
    model.layers === 1 &&
    waysOf(model) === 1 &&
    dataset.scheme !== 'encoder-decoder'
  );
}

/**
 * About how many multiplications {@link gradientFlow} takes, steps · (numbers in the state)³; without end
 * where it cannot follow the gradient.
 *
 * @example
 * gradientFlowCost(await createTask('parity', { length: 10 }), planJob('parity', {}, { settings: { hiddenSize: 8 } }).model); // → 5120
 */
export function gradientFlowCost({ dataset }: Pick<Task, 'dataset'>, model: ModelSettings): number {
  if (!hasGradientFlow({ dataset }, model)) return Number.POSITIVE_INFINITY;
  const state = model.hiddenSize * (model.kind === 'lstm' || model.kind === 'lru' ? 2 : 1);
  return (dataset.steps ?? 0) * state ** 3;
}

/** Multiplications that take hours. */
const mostCost = 1e13;

/**
 * @returns the model, which is one that {@link gradientFlow} can follow
 * @throws RangeError if {@link gradientFlow} cannot follow the gradient through the model, or not in the time and memory
 *   that there are
 * @example
 * requireGradientFlow(await createTask('parity'), planJob('parity').model).kind; // → 'rnn'
 */
export function requireGradientFlow(
  task: Pick<Task, 'dataset'>,
  model: ModelSettings,
): Extract<ModelSettings, { readonly kind: CellKind }> {
  if (model.kind === 'transformer') {
    throw new RangeError(
      'gradientFlow: a transformer has no state that goes from step to step, and so no Jacobian of one; predict draws where its heads look instead',
    );
  }
  if (!hasGradientFlow(task, model)) {
    const cells = cellKinds.join(', ');
    throw new RangeError(
      `gradientFlow: the model must be a single recurrent layer (${cells}) over the input`,
    );
  }
  const cost = gradientFlowCost(task, model);
  const { steps = 0 } = task.dataset;
  if (cost > mostCost) {
    const units = Math.floor(model.hiddenSize * Math.cbrt(mostCost / cost));
    throw new RangeError(
      `gradientFlow: the Jacobians of ${model.hiddenSize} units over ${steps} steps take ${cost.toExponential(0)} multiplications, more than hours; hiddenSize of at most ${units} would do`,
    );
  }
  // A Jacobian and a product of them for every step, in float64.
  const state = Math.cbrt(cost / Math.max(1, steps));
  requireBytes('gradientFlow: the Jacobians of all steps take', 16 * steps * state ** 2);
  return model;
}

/**
 * ‖∂s_T/∂s_t‖ and its bound at every step of one of the task's sequences, in float64, for weights as
 * {@link initialWeights} gives them or a run stored them.
 *
 * @throws RangeError as {@link requireGradientFlow}
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 * @example
 * const task = await createTask('palindrome', { length: 5 });
 * const { model } = planJob('palindrome', { length: 5 });
 * const { steps } = await gradientFlow(task, model, await initialWeights(task, model, 1), 1);
 * steps.every(({ measured, bound }) => measured <= bound); // → true
 */
export async function gradientFlow(
  task: Task,
  model: ModelSettings,
  weights: NamedArrays,
  seed: number,
): Promise<JacobianStudy> {
  const { kind, hiddenSize, ...settings } = requireGradientFlow(task, model);
  await requireWeights(task, model, weights);
  // What is said of the state, and normalised, does not go on with it.
  const ofCell = Object.entries(weights).filter(([name]) => /^cell\.(?!norm\.)/.test(name));
  const params = ofCell.map(([name, { data }]) => [name.slice('cell.'.length), Float64Array.from(data)]);
  const batch = task.examples.heldOut('fresh', seed, 1).next().value!;
  const { inputs } = standardize(batch, task.standardization);
  return jacobianStudy({
    cell: kind,
    ...('activation' in settings && { activation: settings.activation }),
    inputSize: task.dataset.inputSize,
    hiddenSize,
    params: Object.fromEntries(params) as RunningCell['params'],
    inputs: Float64Array.from(inputs.data),
  });
}
