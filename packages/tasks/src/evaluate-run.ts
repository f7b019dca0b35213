import * as tf from '@tensorflow/tfjs';
import type { NamedArrays } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import { createTask } from './catalogue.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { createModel, type ModelParams } from './model.js';
import { treeOfArrays } from './parameter-tree.js';
import type { RunRecord } from './run-store.js';

/**
 * Scores a run's stored weights on fresh examples, other ones than it was trained, validated or tested on.
 *
 * @throws Error if a weight is missing or has another shape than the run's settings say
 */
export async function evaluateRun(
  { task: { name, options }, cell, settings }: Pick<RunRecord, 'task' | 'cell' | 'settings'>,
  weights: NamedArrays,
  { seed = 1, examples = 2000 }: { readonly seed?: number; readonly examples?: number } = {},
): Promise<Evaluation> {
  const { dataset } = createTask(name, options);
  const params = treeOfArrays(weights) as ModelParams;
  try {
    const model = createModel(dataset, cell, settings);
    return await evaluate(model, params, dataset, createRng(seed, 'evaluate'), examples);
  } finally {
    tf.dispose(params as tf.TensorContainer);
  }
}
