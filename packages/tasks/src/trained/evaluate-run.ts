import type { NamedArrays } from '@unrolled/cells';
import type { ModelSettings } from '../spec/models.js';
import type { Evaluation } from '../spec/run.js';
import type { Task } from '../spec/task.js';
import { evaluate } from '../training/evaluate.js';
import { withTrainedModel } from './with-trained-model.js';

/**
 * Scores a run's stored weights on fresh examples, other ones than it was trained, validated or tested on; of a
 * finite task on its test set. The task may be longer than the one it was trained on.
 *
 * @param options.examples how many; 2,000, or all that a finite task has, unless given
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 */
export async function evaluateRun(
  task: Task,
  settings: ModelSettings,
  weights: NamedArrays,
  { seed = 1, examples }: { readonly seed?: number; readonly examples?: number } = {},
): Promise<Evaluation> {
  return withTrainedModel(task, settings, weights, (model, params) =>
    evaluate(model, params, task, task.examples.heldOut('fresh', seed, examples)),
  );
}
