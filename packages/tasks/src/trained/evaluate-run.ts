import type { NamedArrays } from '@unrolled/cells';
import { scoredAtOnce } from '../spec/memory.js';
import type { ModelSettings } from '../spec/models.js';
import type { Evaluation } from '../spec/run.js';
import type { Task } from '../spec/task.js';
import { evaluate } from '../training/evaluate.js';
import { inPieces } from '../training/pieces.js';
import { type Feedback, teachingFor } from './feedback.js';
import { withTrainedModel } from './with-trained-model.js';

export interface EvaluationOptions {
  /** Draws the examples; 1 unless given. */
  readonly seed?: number;
  /** How many; 2,000, or all that a finite task has, unless given. */
  readonly examples?: number;
  /** 'free-running' unless given. */
  readonly feedback?: Feedback;
}

/**
 * Scores a run's stored weights on fresh examples, other ones than it was trained, validated or tested on; of a
 * finite task on its test set. The task may be longer than the one it was trained on.
 *
 * @throws Error that names the weights that are missing, of another shape, not the model's, or no finite numbers
 * @throws RangeError if teacher forcing is asked of a model that reads no output
 * @example
 * const { store } = runInMemory('runs/palindrome');
 * const job = planJob('palindrome', { length: 5 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * (await evaluateRun(task, job.model, weights, { examples: 100 })).loss < 3; // → true
 */
export async function evaluateRun(
  task: Task,
  settings: ModelSettings,
  weights: NamedArrays,
  { seed = 1, examples, feedback }: EvaluationOptions = {},
): Promise<Evaluation> {
  const teaching = teachingFor(settings, feedback);
  const batches = inPieces(
    task.examples.heldOut('fresh', seed, examples),
    scoredAtOnce(settings, task.dataset),
  );
  return withTrainedModel(task, settings, weights, (model, params) =>
    evaluate(model, params, task, batches, teaching),
  );
}
