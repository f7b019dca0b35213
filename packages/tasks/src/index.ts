export { createTask, taskDefinitions } from './catalogue.js';
export type { Checkpoint, Position } from './checkpoint.js';
export { type Evaluation, evaluate } from './evaluate.js';
export { evaluateRun } from './evaluate-run.js';
export { gradcheck } from './gradcheck.js';
export { gradientFlow, initialWeights } from './gradient-flow.js';
export {
  type CellName,
  cellNames,
  createModel,
  type Initialization,
  initializationNames,
  type Model,
  type ModelParams,
  type ModelSettings,
} from './model.js';
export { type OptimizerName, optimizerNames } from './optimizer.js';
export { runConstructed } from './run-constructed.js';
export type { EpochRecord, RunRecord, RunStore } from './run-store.js';
export { type SweepEvent, type SweepOptions, type SweepRow, sweep } from './sweep.js';
export type { Task, TaskDefinition, TaskOptions, TrainingSettings } from './task.js';
export { type StopReason, type TrainEvent, type TrainOptions, type TrainResult, train } from './train.js';
export { versions } from './versions.js';
