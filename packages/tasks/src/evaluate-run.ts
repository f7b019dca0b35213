import type { NamedArrays } from '@unrolled/cells';
import { type Evaluation, evaluate } from './evaluate.js';
import type { RunRecord } from './run-store.js';
import type { Task } from './task.js';
import { withTrainedModel } from './with-trained-model.js';

/**
 * Scores a run's stored weights on fresh examples, other ones than it was trained, validated or tested on; of a
 * finite task on its test set. The task may be longer than the one it was trained on.
 *
 * @param options.examples how many; 2,000, or all that a finite task has, unless given
 * @throws Error if a weight is missing or has another shape than the run's settings say
 */
export async function evaluateRun(
  task: Task,
  run: Pick<RunRecord, 'cell' | 'settings'>,
  weights: NamedArrays,
  { seed = 1, examples }: { readonly seed?: number; readonly examples?: number } = {},
): Promise<Evaluation> {
  return withTrainedModel(task, run, weights, (model, params) =>
    evaluate(model, params, task, task.examples.heldOut('fresh', seed, examples)),
  );
}
