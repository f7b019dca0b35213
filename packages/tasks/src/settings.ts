import { initializationNames } from './model.js';
import { optimizerNames } from './optimizer.js';
import type { TrainingSettings } from './task.js';

/** @throws RangeError or TypeError naming the setting that is out of its domain */
export function checkSettings(settings: TrainingSettings): void {
  for (const name of ['hiddenSize', 'batchSize', 'steps', 'stepsPerEpoch'] as const) {
    require(name, 'a positive integer', settings[name], (value) => Number.isSafeInteger(value) && value > 0);
  }
  for (const name of ['learningRate', 'clipNorm'] as const) {
    require(name, 'a positive number', settings[name], (value) => value > 0 && Number.isFinite(value));
  }
  require('forgetBias', 'a number', settings.forgetBias, Number.isFinite);
  requireOneOf('optimizer', optimizerNames, settings.optimizer);
  requireOneOf('initialization', initializationNames, settings.initialization);
}

function require(name: string, what: string, received: number, holds: (value: number) => boolean): void {
  if (!holds(received)) throw new RangeError(`train: ${name} must be ${what}, received ${received}`);
}

function requireOneOf(name: string, choices: readonly string[], received: string): void {
  if (choices.includes(received)) return;
  throw new TypeError(`train: ${name} must be one of ${choices.join(', ')}, received ${received}`);
}
