import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays, TensorTree } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { createModel, type ModelShape } from '../model/create-model.js';
import type { Model } from '../model/model.js';
import { treeLike } from '../model/parameter-tree.js';
import { requireFinite } from '../runs/require-finite.js';
import type { ModelSettings } from '../spec/models.js';

/**
 * Hands a run's model and its stored weights to `use`, and frees the weights when that is done.
 *
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 */
export async function withTrainedModel<T>(
  { dataset }: { readonly dataset: ModelShape },
  settings: ModelSettings,
  weights: NamedArrays,
  use: (model: Model, params: TensorTree) => Promise<T>,
): Promise<T> {
  // What they are to look like; uniform numbers are drawn soonest.
  const quick: ModelSettings =
    'initialization' in settings ? { ...settings, initialization: 'uniform' } : settings;
  const drawn = (await createModel(dataset, quick)).init(createRng(0));
  let params: TensorTree | undefined;
  try {
    params = treeLike(drawn, weights, 'the weights');
    requireFinite('the weights', weights);
    return await use(await createModel(dataset, settings), params);
  } finally {
    tf.dispose([drawn, ...(params ? [params] : [])] as tf.TensorContainer);
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
