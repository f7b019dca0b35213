import * as tf from '@tensorflow/tfjs-core';
import { sequences } from '@unrolled/kernels/contract';
import { type Initializer, initialize, requireInitializer, uniform } from '../initializers.js';
import { requireKnown, requireOneOf, requirePositiveInteger } from '../require.js';
import type { Rng } from '../types.js';

/** How many gates the weights of a cell pack side by side. */
export const gateCounts = {
  rnn: sequences.RnnSequence.gates,
  gru: sequences.GruSequence.gates,
  lstm: sequences.LstmSequence.gates,
} as const;

/** The options that every cell has. */
export interface CellOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** true unless given; false leaves the bias out of the parameters and of the equations. */
  readonly useBias?: boolean;
  /** Of the input kernel; `glorot` unless given. */
  readonly initializer?: Initializer;
  /** Of the recurrent kernel; `orthogonal` unless given. */
  readonly recurrentInitializer?: Initializer;
}

/** Zero, or uniform ±1/√H as in PyTorch. */
export type BiasInitializer = 'zeros' | 'uniform';

/** Or chrono, with the longest dependency in steps (see `chronoBias`). */
export type GateBiasInitializer = BiasInitializer | { readonly chrono: number };

/** What a cell without a recurrent kernel can be told. */
export type ScanOptions = Omit<CellOptions, 'recurrentInitializer'>;

const shared = ['inputSize', 'hiddenSize', 'useBias', 'initializer', 'biasInitializer'];

type GivenOptions = CellOptions & { readonly biasInitializer?: GateBiasInitializer };
/** With what holds where nothing is given. */
type Filled<O extends GivenOptions> = O &
  Required<Pick<CellOptions, 'useBias' | 'initializer' | 'recurrentInitializer'>> & {
    readonly biasInitializer: NonNullable<O['biasInitializer']>;
  };

/**
 * @param more what else the cell can be told
 * @returns the options, with what holds where nothing is given
 * @throws RangeError if a size is not a positive integer or an initializer is unknown
 * @throws TypeError if there is another option
 */
export function requireCellOptions<O extends GivenOptions>(
  where: string,
  options: O,
  more: readonly string[] = [],
): Filled<O> {
  return requireOptions(where, options, [...shared, 'recurrentInitializer', ...more]);
}

/** The same of a cell without a recurrent kernel. */
export function requireScanOptions<O extends ScanOptions & Pick<GivenOptions, 'biasInitializer'>>(
  where: string,
  options: O,
  more: readonly string[] = [],
): Omit<Filled<O>, 'recurrentInitializer'> {
  return requireOptions(where, options, [...shared, ...more]);
}

function requireOptions<O extends GivenOptions>(
  where: string,
  options: O,
  names: readonly string[],
): Filled<O> {
  requireKnown(where, options, names);
  requirePositiveInteger(where, 'inputSize', options.inputSize);
  requirePositiveInteger(where, 'hiddenSize', options.hiddenSize);
  const {
    useBias = true,
    initializer = 'glorot',
    recurrentInitializer = 'orthogonal',
    biasInitializer = 'zeros',
  } = options;
  requireInitializer(where, 'initializer', initializer);
  requireInitializer(where, 'recurrentInitializer', recurrentInitializer);
  if (typeof biasInitializer === 'string') {
    requireOneOf(where, 'biasInitializer', ['zeros', 'uniform'], biasInitializer);
  } else if (!(biasInitializer.chrono >= 2)) {
    throw new RangeError(
      `${where}: the longest dependency of chrono must be at least 2 steps, received ${biasInitializer.chrono}`,
    );
  }
  return { ...options, useBias, initializer, recurrentInitializer, biasInitializer } as Filled<O>;
}

/** Both kernels of a cell, its gates side by side; each gate is drawn as a matrix of its own. */
export function gateKernels(
  rng: Rng,
  gates: number,
  { inputSize, hiddenSize, initializer, recurrentInitializer }: Required<CellOptions>,
): { readonly inputKernel: tf.Tensor2D; readonly recurrentKernel: tf.Tensor2D } {
  return {
    inputKernel: gateKernel(initializer, rng, gates, inputSize, hiddenSize),
    recurrentKernel: gateKernel(recurrentInitializer, rng, gates, hiddenSize, hiddenSize),
  };
}

/** One of them, [rows, gates · hiddenSize]. */
export function gateKernel(
  initializer: Initializer,
  rng: Rng,
  gates: number,
  rows: number,
  hiddenSize: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const gate = () => initialize(initializer, rng, [rows, hiddenSize], hiddenSize);
    return tf.concat2d(Array.from({ length: gates }, gate), 1);
  });
}

/** One gate's bias. */
export function gateBias(rng: Rng, hiddenSize: number, initializer: BiasInitializer): tf.Tensor1D {
  if (initializer === 'zeros') return tf.zeros([hiddenSize]);
  return uniform<tf.Rank.R1>(rng, [hiddenSize], 1 / Math.sqrt(hiddenSize));
}
