import { optimizerNames } from './optimizer.js';
import type { TrainingSettings } from './task.js';

const integers = ['hiddenSize', 'batchSize', 'steps', 'stepsPerEpoch'] as const;
const positives = ['learningRate', 'clipNorm'] as const;

/** @throws RangeError or TypeError naming the setting that is out of its domain */
export function checkSettings(settings: TrainingSettings): void {
  for (const name of integers) {
    if (!Number.isSafeInteger(settings[name]) || settings[name] < 1) {
      throw new RangeError(`train: ${name} must be a positive integer, received ${settings[name]}`);
    }
  }
  for (const name of positives) {
    if (!(settings[name] > 0 && settings[name] < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`train: ${name} must be a positive number, received ${settings[name]}`);
    }
  }
  if (!optimizerNames.includes(settings.optimizer)) {
    throw new TypeError(
      `train: optimizer must be one of ${optimizerNames.join(', ')}, received ${settings.optimizer}`,
    );
  }
}
