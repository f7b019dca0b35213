import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays } from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import type { Teaching } from '../model/model.js';
import { toModelTensors } from '../model/model-tensors.js';
import type { ModelSettings } from '../spec/models.js';
import type { Evaluation } from '../spec/run.js';
import type { Task } from '../spec/task.js';
import { evaluate } from '../training/evaluate.js';
import { rightAnswers } from '../training/loss.js';
import { withTrainedModel } from './with-trained-model.js';

/** What a writer is fed while it is scored: its own output, or the true one as in training. */
export type Feedback = 'free-running' | 'teacher-forcing';

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
 */
export async function evaluateRun(
  task: Task,
  settings: ModelSettings,
  weights: NamedArrays,
  { seed = 1, examples, feedback }: EvaluationOptions = {},
): Promise<Evaluation> {
  const teaching = teachingFor(settings, feedback);
  return withTrainedModel(task, settings, weights, (model, params) =>
    evaluate(model, params, task, task.examples.heldOut('fresh', seed, examples), teaching),
  );
}

/**
 * The share of right answers at every step, over the examples in which the step is scored; as {@link evaluateRun}.
 * Undefined where one answer is due at the end, or real numbers are.
 */
export async function accuracyByPosition(
  task: Task,
  settings: ModelSettings,
  weights: NamedArrays,
  { seed = 1, examples, feedback }: EvaluationOptions = {},
): Promise<number[] | undefined> {
  const { targetKind, scheme } = task.dataset;
  if (scheme === 'many-to-one' || targetKind === 'real') return undefined;
  const teaching = teachingFor(settings, feedback);
  const sums: [right: number, scored: number][] = [];
  await withTrainedModel(task, settings, weights, async (model, params) => {
    for (const batch of task.examples.heldOut('fresh', seed, examples)) {
      const [right, scored] = tf.tidy(() => {
        const tensors = toModelTensors(batch, task.standardization);
        const right = rightAnswers(targetKind, model.forward(params, tensors, teaching), tensors.targets);
        const scored = tensors.mask ?? tf.onesLike(right);
        return [tf.sum(tf.mul(right, scored), 0), tf.sum(scored, 0)] as const;
      });
      const counts = { right: await right.data(), scored: await scored.data() };
      tf.dispose([right, scored]);
      for (let t = 0; t < counts.right.length; t++) {
        const [before = 0, all = 0] = sums[t] ?? [];
        sums[t] = [before + counts.right[t]!, all + counts.scored[t]!];
      }
    }
  });
  return sums.map(([right, scored]) => right / scored);
}

function teachingFor(settings: ModelSettings, feedback: Feedback = 'free-running'): Teaching | undefined {
  if (feedback === 'free-running') return undefined;
  if (!('feedback' in settings) || settings.feedback === 'none') {
    throw new RangeError('evaluateRun: teacher forcing needs a run that was trained with --feedback');
  }
  return { teacherForcing: 1, rng: createRng(1) };
}
