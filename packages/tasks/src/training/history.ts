import type { EpochRecord, StopReason } from '../spec/run.js';
import { rateFactors } from './learning-rate-schedule.js';
import { type Plan, totalSteps } from './plan.js';

/** Which learning rate a step is trained with, and the step's number under that rate. */
export function trialAt(plan: Plan, step: number): { readonly learningRate: number; readonly step: number } {
  const { rates, steps } = plan;
  const trial = Math.min(Math.floor(step / steps), rates.length - 1);
  return { learningRate: rates[trial]!, step: step - trial * steps };
}

/** The rate a step is taken at, the schedule applied. */
export function scheduledRate(plan: Plan, step: number): number {
  const trial = trialAt(plan, step);
  return trial.learningRate * rateFactors[plan.schedule](plan.steps)(trial.step);
}

/** The epoch of lowest loss or highest accuracy on validation, the earlier of equals. */
export function bestEpoch(
  history: readonly EpochRecord[],
  monitor: Plan['monitor'],
): EpochRecord | undefined {
  const value = ({ validationLoss, validationAccuracy }: EpochRecord) =>
    monitor === 'accuracy' ? -(validationAccuracy ?? 0) : validationLoss;
  const usable = history.filter((epoch) => Number.isFinite(value(epoch)));
  return usable.reduce<EpochRecord | undefined>(
    (best, epoch) => (best && value(best) <= value(epoch) ? best : epoch),
    undefined,
  );
}

/** Whether training is over after these epochs and steps; a rate that makes no progress ends only itself. */
export function stopReason(
  history: readonly EpochRecord[],
  step: number,
  plan: Plan,
): StopReason | undefined {
  const { stopAtAccuracy } = plan;
  const target = stopAtAccuracy ?? Number.POSITIVE_INFINITY;
  if (history.some(({ validationAccuracy = 0 }) => validationAccuracy >= target)) return 'converged';
  if (step >= totalSteps(plan)) return hasStalled(history, plan) ? 'no-progress' : 'steps';
  return undefined;
}

/** Whether the last `patience` epochs of the rate in progress were no better than the best before them. */
export function hasStalled(history: readonly EpochRecord[], plan: Plan): boolean {
  if (plan.patience === 0) return false;
  const last = history.at(-1);
  if (!last) return false;
  const trial = (epoch: EpochRecord) => Math.floor((epoch.step - 1) / plan.steps);
  const ofTrial = history.filter((epoch) => trial(epoch) === trial(last));
  return ofTrial.length - 1 - ofTrial.indexOf(bestEpoch(ofTrial, plan.monitor)!) >= plan.patience;
}
