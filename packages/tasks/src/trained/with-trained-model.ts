import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays, TensorTree } from '@unrolled/cells';
import { createModel } from '../model/create-model.js';
import type { Model } from '../model/model.js';
import { treeOfArrays } from '../model/parameter-tree.js';
import type { ModelSettings } from '../spec/models.js';
import type { Task } from '../spec/task.js';

/** Hands a run's model and its stored weights to `use`, and frees the weights when that is done. */
export async function withTrainedModel<T>(
  { dataset }: Pick<Task, 'dataset'>,
  settings: ModelSettings,
  weights: NamedArrays,
  use: (model: Model, params: TensorTree) => Promise<T>,
): Promise<T> {
  const params = treeOfArrays(weights);
  try {
    return await use(await createModel(dataset, settings), params);
  } finally {
    tf.dispose(params as tf.TensorContainer);
  }
}
