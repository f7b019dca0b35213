import { InvalidArgumentError, Option } from 'commander';

/** Parses an integer of at least `min`. */
export function integer(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
    throw new InvalidArgumentError(`It must be an integer of at least ${min}.`);
  };
}

/** Parses a number above zero. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

/** Parses a number that is neither infinite nor NaN. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number.');
}

/** Parses one of the choices. */
export function oneOf<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    if ((choices as readonly string[]).includes(text)) return text as T;
    throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`);
  };
}

/** Parses a number that is zero or above. */
export function nonNegativeNumber(text: string): number {
  const value = finiteNumber(text);
  if (value >= 0) return value;
  throw new InvalidArgumentError('It must be a number of at least 0.');
}

/** Parses a comma-separated list. */
export function listOf<T>(parse: (text: string) => T): (text: string) => T[] {
  return (text) => text.split(',').map((item) => parse(item.trim()));
}

/** Parses a comma-separated list in which a repeated entry counts once. */
export function setOf<T>(parse: (text: string) => T): (text: string) => T[] {
  return (text) => [...new Set(listOf(parse)(text))];
}

const cells = ['rnn', 'gru', 'lstm'] as const;
const backends = ['auto', 'node-gpu', 'node', 'wasm', 'cpu'] as const;
const initializations = ['orthogonal', 'uniform', 'identity'] as const;
const optimizers = ['sgd', 'momentum', 'rmsprop', 'adam'] as const;

/** Options that several commands share, each with one meaning. */
export const options = {
  cell: () =>
    new Option('--cell <kind>', `recurrent cell: ${cells.join(', ')}`)
      .default('lstm')
      .argParser(oneOf(cells)),
  cells: () =>
    new Option('--cell <kinds>', 'recurrent cells, separated by commas')
      .default([...cells], cells.join(','))
      .argParser(setOf(oneOf(cells))),
  backend: () =>
    new Option('--backend <name>', `where to compute: ${backends.join(', ')}`)
      .default('auto')
      .argParser(oneOf(backends)),
  encoding: () =>
    new Option('--encoding <name>', 'how digits are fed: one-hot or scalar').argParser(
      oneOf(['one-hot', 'scalar']),
    ),
  /** What differs from the task's own training settings. */
  settings: () => [
    new Option('--hidden <units>', 'hidden units').argParser(integer(1)),
    new Option('--batch <examples>', 'examples in a training step').argParser(integer(1)),
    new Option('--steps <count>', 'training steps at most').argParser(integer(1)),
    new Option('--learning-rate <rate>', "the optimizer's step size").argParser(positiveNumber),
    new Option('--optimizer <name>', `one of ${optimizers.join(', ')}`).argParser(oneOf(optimizers)),
    new Option('--clip-norm <norm>', 'the global norm that gradients are scaled down to').argParser(
      positiveNumber,
    ),
    new Option('--initialization <name>', `how weights begin: ${initializations.join(', ')}`).argParser(
      oneOf(initializations),
    ),
    new Option('--forget-bias <value>', "added to the bias of an LSTM's forget gate").argParser(finiteNumber),
  ],
  seed: () =>
    new Option('--seed <number>', 'fixes weights, batches and evaluation').default(1).argParser(integer(0)),
  charts: () => new Option('--out <folder>', 'draw the charts there as SVG, too'),
  json: () => new Option('--json', 'print JSON, one object a line'),
};
