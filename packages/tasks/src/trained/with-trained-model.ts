import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays, TensorTree } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { createModel } from '../model/create-model.js';
import type { Model, ModelShape } from '../model/model.js';
import { treeLike } from '../model/parameter-tree.js';
import { requireFinite } from '../runs/require-finite.js';
import type { ModelSettings } from '../spec/models.js';

/** A model with weights of its own, which whoever asked for it frees. */
export interface TrainedModel {
  readonly model: Model;
  readonly params: TensorTree;
}

/** @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers */
export async function trainedModel(
  shape: ModelShape,
  settings: ModelSettings,
  weights: NamedArrays,
): Promise<TrainedModel> {
  // What they are to look like; uniform numbers are drawn soonest.
  const quick: ModelSettings =
    'initialization' in settings ? { ...settings, initialization: 'uniform' } : settings;
  const drawn = (await createModel(shape, quick)).init(createRng(0));
  let params: TensorTree | undefined;
  try {
    params = treeLike(drawn, weights, 'the weights');
    requireFinite('the weights', weights);
    return { model: await createModel(shape, settings), params };
  } catch (error) {
    if (params) tf.dispose(params as tf.TensorContainer);
    throw error;
  } finally {
    tf.dispose(drawn as tf.TensorContainer);
  }
}

/**
 * Hands a run's model and its stored weights to `use`, and frees the weights when that is done.
 *
 * @throws Error as {@link trainedModel} does
 */
export async function withTrainedModel<T>(
  { dataset }: { readonly dataset: ModelShape },
  settings: ModelSettings,
  weights: NamedArrays,
  use: (model: Model, params: TensorTree) => Promise<T>,
): Promise<T> {
  const { model, params } = await trainedModel(dataset, settings, weights);
  try {
    return await use(model, params);
  } finally {
    tf.dispose(params as tf.TensorContainer);
  }
}

/** @throws as {@link withTrainedModel} does */
export function requireWeights(
  task: { readonly dataset: ModelShape },
  settings: ModelSettings,
  weights: NamedArrays,
): Promise<void> {
  return withTrainedModel(task, settings, weights, async () => {});
}
