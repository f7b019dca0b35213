import type { JacobianStudy } from '@unrolled/analysis';
import { gradientFlow, type RunRecord, type Task } from '@unrolled/tasks';
import type { TrainedRun } from '../run-folder.js';
import type { Answers } from './answers.js';

/** What a report says of one run. */
export interface ReportedRun {
  readonly folder: string;
  readonly record: RunRecord;
  readonly task: Task;
  /** Absent where the run has kept no weights yet. */
  readonly trained?: Trained;
}

export interface Trained {
  /** Trainable numbers. */
  readonly parameters: number;
  readonly answers: Answers;
  /** How the gradient runs through time on one example, where that was studied. */
  readonly flow?: JacobianStudy;
}

/** Steps · (numbers in the state)³ beyond which the products of Jacobians take longer than a reader waits. */
const mostWork = 1e9;

/** The gradient through time on one fresh example; nothing for models that are no single recurrent layer, or too large. */
export function studyFlow(
  task: Task,
  record: RunRecord,
  weights: TrainedRun['weights'],
  seed: number,
): JacobianStudy | undefined {
  const { cell, settings } = record;
  const { scheme, steps = 0 } = task.dataset;
  const single = cell !== 'feedforward' && settings.layers === 1 && scheme !== 'encoder-decoder';
  const state = settings.hiddenSize * (cell === 'lstm' ? 2 : 1);
  if (!single || steps * state ** 3 > mostWork) return undefined;
  return gradientFlow(task, record, weights, seed);
}
