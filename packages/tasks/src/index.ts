export type { OptimizerName } from '@unrolled/cells';
export { createTask, taskDefinition, taskDefinitions } from './catalogue.js';
export { type CellName, cellNames } from './cell.js';
export type { Checkpoint, Position, StepSums } from './checkpoint.js';
export { type Confusion, confusionOf } from './confusion.js';
export { type Evaluation, evaluate } from './evaluate.js';
export { evaluateRun } from './evaluate-run.js';
export type { Examples, Split } from './examples.js';
export { gradcheck } from './gradcheck.js';
export { gradientFlow, initialWeights } from './gradient-flow.js';
export { bestEpoch, type StopReason, totalSteps } from './history.js';
export { type ScheduleName, scheduleNames } from './learning-rate-schedule.js';
export {
  createModel,
  type Feedback,
  feedbackNames,
  type Initialization,
  initializationNames,
  type Model,
  type ModelName,
  type ModelSettings,
  modelNames,
} from './model.js';
export { type Prediction, predictRun } from './predict.js';
export { runConstructed } from './run-constructed.js';
export type { EpochRecord, RunRecord, RunStore } from './run-store.js';
export { scoreConstructed } from './score-constructed.js';
export { optimizerNames, resolveSettings } from './settings.js';
export {
  type Spread,
  type SweepAxes,
  type SweepGroup,
  type SweepPoint,
  type SweepRow,
  summarizeSweep,
  sweepGrid,
} from './sweep.js';
export type {
  Question,
  Resources,
  SettingChanges,
  Task,
  TaskDefinition,
  TaskOption,
  TaskOptions,
  TrainingSettings,
} from './task.js';
export { type TrainEvent, type TrainOptions, type TrainResult, train } from './train.js';
export type { StepScore } from './trainer.js';
export { versions } from './versions.js';
