import * as tf from '@tensorflow/tfjs';
import type { NamedArrays, TensorTree } from '@unrolled/cells';
import { createModel, type Model } from './model.js';
import { treeOfArrays } from './parameter-tree.js';
import type { RunRecord } from './run-store.js';
import type { Task } from './task.js';

/** Hands a run's model and its stored weights to `use`, and frees the weights when that is done. */
export async function withTrainedModel<T>(
  { dataset }: Pick<Task, 'dataset'>,
  { cell, settings }: Pick<RunRecord, 'cell' | 'settings'>,
  weights: NamedArrays,
  use: (model: Model, params: TensorTree) => Promise<T>,
): Promise<T> {
  const params = treeOfArrays(weights);
  try {
    return await use(createModel(dataset, cell, settings), params);
  } finally {
    tf.dispose(params as tf.TensorContainer);
  }
}
