import * as v from 'valibot';
import { ratesOf } from '../spec/optimizers.js';
import { epochRecord, runRecord } from '../spec/run.js';

const { step, gradientNorm } = epochRecord;
const stepSums = v.strictObject({ steps: step, loss: v.number(), accuracy: v.number(), gradientNorm });

const { job, plan, backend, versions, baseline, history, curve } = runRecord;
/** Reads a {@link Position} out of JSON. */
export const positionSchema = v.strictObject({
  /** What is being run; another job cannot go on from here. */
  job,
  plan,
  backend,
  versions,
  baseline,
  /** Steps taken, over all learning rates tried. */
  step,
  /** Sums over the steps since the epoch in progress began. */
  sums: stepSums,
  /** The epochs so far; the best of them is the one whose weights are kept. */
  history,
  curve,
});

/** Where a training run stands, with what is recorded of it. Its random numbers follow from the seed and the step. */
export type Position = Readonly<v.InferOutput<typeof positionSchema>>;
export type StepSums = Readonly<v.InferOutput<typeof stepSums>>;

/** @throws Error unless the step is the one that the epochs and the sums since come to; the next learning rate may begin later */
export function requireConsistent({ job, step, sums, history }: Position): void {
  const taken = (history.at(-1)?.step ?? 0) + sums.steps;
  const [, other] = ratesOf(job.optimizer);
  if (step === taken || (other !== undefined && step > taken)) return;
  throw new Error(`its position: step must be ${taken}, which its epochs come to, received ${step}`);
}
