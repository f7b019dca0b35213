import type { SettingChanges, TaskOptions } from '@unrolled/tasks';
import { type Command, Option } from 'commander';
import {
  finiteNumber,
  integer,
  listOf,
  nonNegativeNumber,
  oneOf,
  type Parser,
  positiveNumber,
} from './options.js';

/** Values of flags by their names; what was not given is undefined. */
export type Flags = Readonly<Record<string, unknown>>;

const anyInteger = integer(Number.MIN_SAFE_INTEGER);

function flag(name: string, description: string, parse: Parser<unknown>): Option {
  return new Option(name, description).argParser(parse);
}

/** A choice, its description listing what there is. */
function choice(name: string, description: string, choices: readonly string[]): Option {
  return flag(name, `${description}: ${choices.join(', ')}`, oneOf(choices));
}

/** The length, of one task. */
export const length = (): Option =>
  flag(
    '--length <steps>',
    'length of the sequence; of binary-addition, digits of the longest summand',
    integer(1),
  );

/**
 * What makes a task beside its length. A task refuses what it has no use for. They are named here and not
 * read off the tasks, for those come with tfjs, which `--help` has no time to load.
 */
export const taskFlags = (): Option[] => [
  choice('--encoding <name>', 'palindrome: how digits are fed', ['one-hot', 'scalar']),
  flag('--base <number>', 'palindrome: different digits, 2 to 36', integer(2)),
  choice('--scheme <name>', 'binary-addition: digit by digit, or after both are read', [
    'many-to-many',
    'encoder-decoder',
  ]),
  flag('--shortest <digits>', 'binary-addition: digits of the shortest summand', integer(1)),
  choice('--padding <name>', 'encoder-decoder: where shorter numbers are padded', ['behind', 'front']),
  choice('--digits <name>', 'binary-addition: as -1 and 1 or as 0 and 1', ['signed', 'binary']),
  choice('--order <name>', 'mnist-rows: how an image is read', [
    'rows',
    'columns',
    'pixels',
    'permuted-pixels',
  ]),
  flag('--validation <images>', 'mnist-rows, mnist-four: training images held out', integer(1)),
  flag('--max <integer>', 'alternating-sum: the largest integer', anyInteger),
];

const optimizers = ['sgd', 'momentum', 'rmsprop', 'adam'] as const;

/** Axes of a sweep that are single choices elsewhere. */
export const sweepAxes = (): Option[] => [
  flag('--learning-rate <rates>', 'learning rates to compare, separated by commas', listOf(positiveNumber)),
  flag(
    '--optimizer <names>',
    `optimizers to compare, separated by commas: ${optimizers.join(', ')}`,
    listOf(oneOf(optimizers)),
  ),
];

/** The learning rate and the optimizer of a single run. */
export const singleRun = (): Option[] => [
  flag(
    '--learning-rate <rates>',
    "the optimizer's step size; of several, the one best on validation",
    listOf(positiveNumber),
  ),
  choice('--optimizer <name>', 'one of', optimizers),
];

/** What else differs from the task's own training settings. */
export const settingFlags = (): Option[] => [
  flag('--epochs <count>', 'epochs at most', integer(1)),
  flag('--steps <count>', 'training steps at most, whatever --epochs says', integer(1)),
  flag('--steps-per-epoch <count>', 'training steps between two validations', integer(1)),
  flag('--hidden <units>', 'hidden units of a layer', integer(1)),
  flag('--layers <count>', 'recurrent layers, one above the other', integer(1)),
  choice('--activation <name>', "of the plain RNN's units", ['tanh', 'relu']),
  flag('--batch <examples>', 'examples in a training step', integer(1)),
  choice('--schedule <name>', 'how the learning rate goes down', ['constant', 'linear', 'cosine']),
  flag('--clip-norm <norm>', 'the global norm that gradients are scaled down to', positiveNumber),
  choice('--initialization <name>', 'how weights begin', ['orthogonal', 'uniform', 'identity']),
  flag('--forget-bias <value>', "added to the bias of an LSTM's forget gate", finiteNumber),
  flag('--chrono <steps>', 'gate biases for dependencies this long; 0 for none', nonNegativeNumber),
  choice('--feedback <name>', 'encoder-decoder: what the writer is fed', [
    'none',
    'teacher-forcing',
    'scheduled-sampling',
  ]),
  choice('--monitor <metric>', 'the validation metric by which epochs are compared', ['loss', 'accuracy']),
  flag('--patience <epochs>', 'stop after so many epochs without progress; 0 for never', integer(0)),
  flag(
    '--stop-at <accuracy>',
    'stop at this validation accuracy, 0 to 1; above 1 for never',
    nonNegativeNumber,
  ),
  new Option('--gradient-norms', 'record the gradient norm at every time step after each epoch'),
];

/** The names by which the settings of tasks know the flags that have others. */
export const settingNames: Readonly<Record<string, string>> = {
  hidden: 'hiddenSize',
  batch: 'batchSize',
  stopAt: 'stopAtAccuracy',
};

/** The values of the task's flags that were given. */
export function taskOptions(flags: Flags): TaskOptions {
  return pick(flags, [length(), ...taskFlags()], {}) as TaskOptions;
}

/** The values of the setting flags that were given. */
export function settingChanges(flags: Flags): SettingChanges {
  const { learningRate, stopAtAccuracy, ...changes } = pick(
    flags,
    [...settingFlags(), ...singleRun()],
    settingNames,
  ) as Record<string, unknown> & { learningRate?: readonly number[]; stopAtAccuracy?: number };
  return {
    ...changes,
    ...(learningRate && { learningRate: learningRate.length === 1 ? learningRate[0]! : learningRate }),
    ...(stopAtAccuracy !== undefined && { stopAtAccuracy: stopAtAccuracy > 1 ? null : stopAtAccuracy }),
  };
}

function pick(flags: Flags, known: readonly Option[], names: Readonly<Record<string, string>>): object {
  const entries = known.map((option) => {
    const key = option.attributeName();
    return [names[key] ?? key, flags[key]] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The words on a command line that give these options the values they have. */
export function asArguments(command: Command, known: readonly Option[]): string[] {
  return known.flatMap((option) => {
    const value = command.getOptionValue(option.attributeName());
    if (value === undefined || value === false) return [];
    return value === true ? [option.long!] : [option.long!, String(value)];
  });
}
