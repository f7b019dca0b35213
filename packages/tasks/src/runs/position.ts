import * as v from 'valibot';
import { epochRecord, runRecord } from '../spec/run.js';

const { step, gradientNorm } = epochRecord;
const stepSums = v.strictObject({ steps: step, loss: v.number(), accuracy: v.number(), gradientNorm });

const { job, plan, backend, versions, history } = runRecord;
/** Reads a {@link Position} out of JSON. */
export const positionSchema = v.strictObject({
  /** What is being run; another job cannot go on from here. */
  job,
  plan,
  backend,
  versions,
  /** Steps taken, over all learning rates tried. */
  step,
  /** Sums over the steps since the epoch in progress began. */
  sums: stepSums,
  /** The epochs so far; the best of them is the one whose weights are kept. */
  history,
});

/** Where a training run stands, with what is recorded of it. Its random numbers follow from the seed and the step. */
export type Position = Readonly<v.InferOutput<typeof positionSchema>>;
export type StepSums = Readonly<v.InferOutput<typeof stepSums>>;
