import * as v from 'valibot';
import { jobSchema } from './job.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** JSON has no NaN and no infinity: a loss that is no number any more is written as null. */
const measured = v.union([
  v.number(),
  v.pipe(
    v.null(),
    v.transform(() => Number.NaN),
  ),
]);

/** The score of weights on examples. */
export const evaluation = {
  /** Mean per scored element: cross-entropy in nats, or squared error. */
  loss: measured,
  /** Share of the scored elements (examples, steps or digits) answered right, in [0, 1]; no real number is. */
  accuracy: v.exactOptional(share),
  /** Where examples have many steps, the share of examples with every one of them right. */
  sequenceAccuracy: v.exactOptional(share),
};

/** One line of a run's history, written after each epoch; losses as in {@link evaluation}. */
export const epochRecord = {
  /** From 1 on, over all learning rates tried. */
  epoch: count,
  step: count,
  /** At the end of the epoch. */
  learningRate: v.number(),
  /** Mean over the epoch's training steps, each before its update. */
  loss: measured,
  accuracy: v.exactOptional(share),
  /** Mean norm of all gradients together, before clipping. */
  gradientNorm: measured,
  validationLoss: measured,
  validationAccuracy: v.exactOptional(share),
  validationSequenceAccuracy: v.exactOptional(share),
  /** On the test set, where the task scores it at every epoch. */
  testLoss: v.exactOptional(measured),
  testAccuracy: v.exactOptional(share),
  testSequenceAccuracy: v.exactOptional(share),
  /** ‖∂L/∂h_t‖ at every time step, if asked for. */
  stateGradientNorms: v.exactOptional(v.array(measured)),
};

/** What guessing scores. */
const baseline = v.strictObject({ metric: v.string(), value: v.number() });

export const trainResult = {
  /** Where the run is kept. */
  run: v.exactOptional(v.string()),
  ...evaluation,
  baseline,
  /** Share of the test examples that were trained on, too, where any may have been. */
  seenInTraining: v.exactOptional(share),
  steps: count,
  /** The epoch whose weights were kept. */
  bestEpoch: v.exactOptional(v.strictObject(epochRecord)),
  /** Since this call began. */
  seconds: v.number(),
  stopped: v.picklist(['converged', 'steps', 'no-progress', 'interrupted']),
};

const stepScore = {
  loss: measured,
  /** In [0, 1]; absent where targets are real numbers. */
  accuracy: v.exactOptional(share),
  /** Of all gradients together, before clipping. */
  gradientNorm: measured,
};

/** How the scores changed from step to step. */
export const curve = v.strictObject({
  /** Steps that a point is the mean of; those at the end of a learning rate's steps may hold fewer. */
  every: v.pipe(count, v.minValue(1)),
  /** Each at the last of its steps. */
  points: v.array(v.strictObject({ step: count, ...stepScore })),
});

/** A moment, as `2026-11-26T17:00:00.000Z`. */
const moment = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'a moment as 2026-11-26T17:00:00.000Z'),
);

/** Where a run stands, and everything needed to repeat it: the content of `run.json`. */
export const runRecord = {
  /** All that the run is made from. */
  job: jobSchema,
  /** What the job's epochs come to, which finite examples decide. */
  plan: v.strictObject({ steps: count, stepsPerEpoch: count }),
  /** The backend that it runs on, as `--backend` calls it; earlier versions wrote tfjs's own name of TensorFlow's. */
  backend: v.pipe(
    v.string(),
    v.regex(/^[\w-]+$/, 'the name of a backend'),
    v.transform((name) => (name === 'tensorflow' ? 'node' : name)),
  ),
  versions: v.record(v.string(), v.string()),
  /** Absent in records of earlier versions. */
  baseline: v.exactOptional(baseline),
  /** `stopped`: whoever listened to its events went away. */
  status: v.picklist(['running', 'done', 'interrupted', 'stopped', 'failed']),
  history: v.array(v.strictObject(epochRecord)),
  /** Absent in records of earlier versions, as are the dates. */
  curve: v.exactOptional(curve),
  /** When training first began. */
  started: v.exactOptional(moment),
  /** When it last ended, whatever ended it. */
  ended: v.exactOptional(moment),
  result: v.exactOptional(v.strictObject(trainResult)),
};

/** What training reports, by the type of the event. */
export const trainEvents = {
  start: {
    record: v.strictObject(runRecord),
    /** Trainable numbers. */
    parameters: count,
    /** The same, layer by layer. */
    layers: v.array(v.strictObject({ name: v.string(), parameters: count })),
    /** The step that training goes on from. */
    step: count,
    /** Checkpoints that were not used, each with the reason. */
    refused: v.array(v.string()),
    /** What has another version since the checkpoint, so that the numbers may be others than of a run that never stopped. */
    changed: v.array(v.string()),
  },
  step: { step: count, ...stepScore },
  epoch: epochRecord,
  checkpoint: { step: count, best: v.boolean() },
  done: { result: v.strictObject(trainResult) },
};

type Content<Entries extends v.ObjectEntries> = Readonly<v.InferOutput<v.ObjectSchema<Entries, undefined>>>;
export type Evaluation = Content<typeof evaluation>;
export type EpochRecord = Content<typeof epochRecord>;
export type TrainResult = Content<typeof trainResult>;
export type StopReason = TrainResult['stopped'];
export type RunRecord = Content<typeof runRecord>;
export type Curve = v.InferOutput<typeof curve>;
export type StepScore = Content<typeof stepScore>;
export type TrainEvent = {
  [Type in keyof typeof trainEvents]: { readonly type: Type } & Content<(typeof trainEvents)[Type]>;
}[keyof typeof trainEvents];
