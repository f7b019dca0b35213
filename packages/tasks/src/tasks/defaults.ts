import type { Task } from '../task.js';

/** What most tasks train with; each says where it differs. */
export const defaults: Task['settings'] = {
  hiddenSize: 128,
  layers: 1,
  activation: 'tanh',
  initialization: 'orthogonal',
  forgetBias: 1,
  chrono: 0,
  feedback: 'none',
  batchSize: 128,
  optimizer: 'adam',
  learningRate: 1e-3,
  schedule: 'constant',
  clipNorm: 1,
  epochs: 20,
  stepsPerEpoch: 100,
  monitor: 'loss',
  patience: 0,
  stopAtAccuracy: 1,
  gradientNorms: false,
};
