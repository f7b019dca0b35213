import type { JacobianStudy } from '@unrolled/analysis';
import { gradientFlow } from '@unrolled/tasks';
import type { TrainedRun } from '../run-folder.js';

/** Steps · (numbers in the state)³ beyond which the products of Jacobians take longer than a reader waits. */
const mostWork = 1e9;

/** The gradient through time on one fresh example; nothing for models that are no single recurrent layer, or too large. */
export function studyFlow({ task, record, weights }: TrainedRun, seed: number): JacobianStudy | undefined {
  const { cell, settings } = record;
  const { scheme, steps = 0 } = task.dataset;
  const single = cell !== 'feedforward' && settings.layers === 1 && scheme !== 'encoder-decoder';
  const state = settings.hiddenSize * (cell === 'lstm' ? 2 : 1);
  if (!single || steps * state ** 3 > mostWork) return undefined;
  return gradientFlow(task, record, weights, seed);
}
