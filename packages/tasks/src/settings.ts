import { type OptimizerName, optimizers } from '@unrolled/cells';
import { scheduleNames } from './learning-rate-schedule.js';
import { activationNames, feedbackNames, initializationNames, type ModelName } from './model.js';
import type { SettingChanges, Task, TrainingSettings } from './task.js';

export const optimizerNames = Object.keys(optimizers) as readonly OptimizerName[];

/**
 * A task's settings with changes, complete.
 *
 * @throws RangeError or TypeError naming the setting that is out of its domain, or if the task has no such model
 */
export function resolveSettings(
  task: Task,
  changes: SettingChanges = {},
  model: ModelName = task.models[0]!,
): TrainingSettings {
  if (!task.models.includes(model)) {
    throw new TypeError(`${task.name}: cell must be one of ${task.models.join(', ')}, received ${model}`);
  }
  // Who asks for other first weights does not mean the gates' biases to stay as the task has them.
  const asked = changes.initialization !== undefined || changes.forgetBias !== undefined;
  const { epochs, ...settings } = {
    ...task.settings,
    ...task.settingsOf?.[model],
    ...(asked && { chrono: 0 }),
    ...changes,
  };
  require('epochs', 'a positive integer', epochs, isCount);
  require('batchSize', 'a positive integer', settings.batchSize, isCount);
  const { trainingCount } = task.examples;
  const stepsPerEpoch =
    changes.stepsPerEpoch ??
    (trainingCount === undefined ? settings.stepsPerEpoch : Math.ceil(trainingCount / settings.batchSize));
  const resolved = { ...settings, stepsPerEpoch, steps: changes.steps ?? epochs * stepsPerEpoch };
  checkSettings(resolved);
  if (resolved.feedback !== 'none' && task.dataset.scheme !== 'encoder-decoder') {
    throw new TypeError(
      `train: feedback is for the scheme encoder-decoder, ${task.name} has the scheme ${task.dataset.scheme}`,
    );
  }
  return resolved;
}

/** The learning rates that are tried, one after the other. */
export function ratesOf({ learningRate }: Pick<TrainingSettings, 'learningRate'>): readonly number[] {
  return typeof learningRate === 'number' ? [learningRate] : learningRate;
}

const isCount = (value: number) => Number.isSafeInteger(value) && value > 0;

function checkSettings(settings: TrainingSettings): void {
  for (const name of ['hiddenSize', 'layers', 'steps', 'stepsPerEpoch'] as const) {
    require(name, 'a positive integer', settings[name], isCount);
  }
  const rates = ratesOf(settings);
  if (rates.length === 0)
    throw new RangeError('train: learningRate must have at least one rate, received none');
  for (const [name, value] of [
    ['clipNorm', settings.clipNorm],
    ...rates.map((rate) => ['learningRate', rate]),
  ] as [string, number][]) {
    require(name, 'a positive number', value, (number) => number > 0 && Number.isFinite(number));
  }
  require('patience', 'an integer of at least 0', settings.patience, (value) =>
    value === 0 || isCount(value));
  require('chrono', '0 or a number of at least 2', settings.chrono, (value) => value === 0 || value >= 2);
  require('forgetBias', 'a number', settings.forgetBias, Number.isFinite);
  requireOneOf('optimizer', optimizerNames, settings.optimizer);
  requireOneOf('schedule', scheduleNames, settings.schedule);
  requireOneOf('monitor', ['loss', 'accuracy'], settings.monitor);
  requireOneOf('initialization', initializationNames, settings.initialization);
  requireOneOf('activation', activationNames, settings.activation);
  requireOneOf('feedback', feedbackNames, settings.feedback);
}

function require(name: string, what: string, received: number, holds: (value: number) => boolean): void {
  if (!holds(received)) throw new RangeError(`train: ${name} must be ${what}, received ${received}`);
}

function requireOneOf(name: string, choices: readonly string[], received: string): void {
  if (choices.includes(received)) return;
  throw new TypeError(`train: ${name} must be one of ${choices.join(', ')}, received ${received}`);
}
