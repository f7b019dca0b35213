import type { JacobianStudy } from '@unrolled/analysis';
import { gradientFlow, hasGradientFlow } from '@unrolled/tasks';
import type { TrainedRun } from '../run-folder.js';

/** Steps · (numbers in the state)³ beyond which the products of Jacobians take longer than a reader waits. */
const mostWork = 1e9;

/** The gradient through time on one fresh example; nothing for models that are no single recurrent layer, or too large. */
export function studyFlow({ task, record, weights }: TrainedRun, seed: number): JacobianStudy | undefined {
  const { model } = record.job;
  const { steps = 0 } = task.dataset;
  if (!hasGradientFlow(task, model)) return undefined;
  const state = model.hiddenSize * (model.kind === 'lstm' ? 2 : 1);
  if (steps * state ** 3 > mostWork) return undefined;
  return gradientFlow(task, model, weights, seed);
}
