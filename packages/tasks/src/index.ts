export { adapterInUse, type GraphicsAdapter } from './backend/graphics-adapter.js';
export {
  type Attempt,
  type BackendOptions,
  type BackendRemark,
  candidates,
  isOnlyWebAssembly,
  selectBackend,
  tryBackend,
  workForGpu,
} from './backend/select-backend.js';
export { backendInUse, MissingBackendError, versionsOfBackend } from './backend/start-backend.js';
export { runConstructed } from './constructed/run-constructed.js';
export { scoreConstructed } from './constructed/score-constructed.js';
export { gradcheck } from './gradcheck.js';
export { createModel } from './model/create-model.js';
export type { Model } from './model/model.js';
export { buildOf } from './runs/build.js';
export { type Difference, differences } from './runs/differences.js';
export type { Executor, JobEvent, PlacedJob } from './runs/executor.js';
export type { Position } from './runs/position.js';
export { readJob, readRecord } from './runs/read-record.js';
export { doneAlready, type RecordedRun, recordedRun } from './runs/recorded-run.js';
export { type RunInMemory, runInMemory } from './runs/run-in-memory.js';
export type { RunStore } from './runs/run-store.js';
export { versions } from './runs/versions.js';
export * from './spec/index.js';
export { accuracyByPosition } from './trained/accuracy-by-position.js';
export { type Confusion, confusionOf } from './trained/confusion.js';
export { type ContinuationOptions, continueText } from './trained/continue-text.js';

export { type EvaluationOptions, evaluateRun } from './trained/evaluate-run.js';
export type { Feedback } from './trained/feedback.js';
export {
  gradientFlow,
  gradientFlowCost,
  hasGradientFlow,
  initialWeights,
  requireGradientFlow,
} from './trained/gradient-flow.js';

export {
  type LoadedModel,
  loadModel,
  type ModelAnswer,
  type ModelInputs,
  type ModelSource,
} from './trained/load-model.js';
export { type Prediction, predictRun } from './trained/predict.js';
export { type CurveInProgress, createCurve } from './training/curve.js';
export { evaluate } from './training/evaluate.js';
export { examplesOf } from './training/pieces.js';
export { type Plan, planOf } from './training/plan.js';
export { type RunJobOptions, runJob } from './training/run-job.js';
export { type TrainOptions, train } from './training/train.js';
export type { ModelInTraining } from './training/trainer.js';
