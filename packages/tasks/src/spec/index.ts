export { type BackendName, backendChoices, backendNames, backends } from './backends.js';
export { createTask, taskDefinition, taskDefinitions } from './catalogue.js';
export { allSettings, type Changes, pick } from './changes.js';
export type { Examples, Split } from './examples.js';
export { type Job, type JobRequest, jobSchema, planJob, planTraining } from './job.js';
export {
  type CellName,
  cellNames,
  type FeedForwardSettings,
  type ModelName,
  type ModelSettings,
  modelNames,
  models,
  type RecurrentSettings,
} from './models.js';
export {
  type OptimizerName,
  type OptimizerSettings,
  optimizerChoice,
  optimizerNames,
  optimizers,
  ratesOf,
} from './optimizers.js';
export type {
  EpochRecord,
  Evaluation,
  RunRecord,
  StepScore,
  StopReason,
  TrainEvent,
  TrainResult,
} from './run.js';
export { epochRecord, evaluation, runRecord, trainEvents, trainResult } from './run.js';
export { type TrainingSettings, trainingSettings } from './settings.js';
export {
  jobAt,
  runName,
  type Spread,
  type SweepAxes,
  type SweepGroup,
  type SweepPlan,
  type SweepPoint,
  type SweepRow,
  summarizeSweep,
  sweepGrid,
} from './sweep.js';
export {
  defineTask,
  type Question,
  type Resources,
  type SequenceKind,
  type Task,
  type TaskDefinition,
  type TaskOptions,
} from './task.js';
