import { requireModelMemory } from '../spec/memory.js';
import type { ModelSettings } from '../spec/models.js';
import { createCell, createRecurrence } from './cell.js';
import { feedForwardModel } from './feed-forward-model.js';
import type { Model, ModelShape } from './model.js';
import { readerWriterModel, readerWriterSize } from './reader-writer-model.js';
import { recurrentModel } from './recurrent-model.js';
import { transformerModel } from './transformer-model.js';

/**
 * The model that learns a dataset.
 *
 * @throws RangeError if hiddenSize or layers is not a positive integer, or of a transformer no even multiple of its heads, or
 *   no memory here holds the model
 * @throws TypeError if a feed-forward network, or a transformer with learnt positions, is to read sequences of several lengths
 * @example
 * const task = await createTask('palindrome', { length: 5 });
 * const model = await createModel(task.dataset, planJob('palindrome').model);
 * leavesOf(model.init(createRng(1))).length; // → 5
 */
export async function createModel(dataset: ModelShape, settings: ModelSettings): Promise<Model> {
  requireModelMemory(settings, dataset);
  if (settings.kind === 'feedforward') {
    if (dataset.steps === undefined) throw new TypeError('feedforward: the sequences must have one length');
    return feedForwardModel({ ...dataset, steps: dataset.steps }, settings);
  }
  if (settings.kind === 'transformer') return transformerModel(dataset, settings);
  if (dataset.scheme !== 'encoder-decoder') {
    const { inputSize } = dataset;
    const recurrence = await createRecurrence(settings, inputSize);
    const inTraining = await createRecurrence(settings, inputSize, settings.dropout);
    return recurrentModel(dataset, { recurrence, inTraining }, settings);
  }
  return readerWriterModel(
    dataset,
    await createCell(settings, readerWriterSize(dataset, settings)),
    settings,
  );
}
