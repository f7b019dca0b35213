import { type CellKind, cellParameters, type ParameterShape } from '../parameter-count.js';
import { requireShape, requireSizes } from '../require.js';

/** Sizes of a recurrent cell. */
export interface CellSize {
  readonly inputSize: number;
  readonly hiddenSize: number;
}

/** Weights and biases by name, or their gradients: row-major, in the layout of the tfjs cells. */
export type Parameters = { readonly [name: string]: Float64Array };

/** What a cell and a linear readout are trained on. */
export interface Objective {
  readonly outputSize: number;
  /**
   * `cross-entropy` (the default): −ln p_target with p = softmax(y), nats. `squared-error`: Σ_k
   * (y_k − target_k)². Either is summed over the scored steps, not averaged.
   */
  readonly loss?: 'cross-entropy' | 'squared-error';
  /** `last` (the default): many-to-one; `every`: a loss at each step. */
  readonly scored?: 'last' | 'every';
}

/** One sequence, and what should come out of it. */
export interface Sequence {
  /** [time, inputSize] */
  readonly inputs: Float64Array;
  /**
   * One entry per scored step: a class for the cross-entropy ([1] or [time]), outputSize numbers for the
   * squared error ([outputSize] or [time, outputSize]).
   */
  readonly targets: ArrayLike<number>;
  /** The state before the first step; zero unless given. [hiddenSize] */
  readonly initialHidden?: Float64Array;
}

/** What backpropagation through time returns for every cell. */
export interface Bptt<P, Step> {
  readonly loss: number;
  /** Probabilities (cross-entropy) or values (squared error) at every step, [time, outputSize]. */
  readonly outputs: Float64Array;
  /** ∂E/∂ each parameter, named and laid out like the parameters. */
  readonly gradients: P;
  /** ∂E/∂x_t, [time, inputSize]. */
  readonly inputGradient: Float64Array;
  /** ∂E/∂h_0, [hiddenSize]. */
  readonly initialHiddenGradient: Float64Array;
  /** In order of time, step 1 first. */
  readonly steps: readonly Step[];
}

const optional = ['bias', 'recurrentBias', 'outputBias'];

/** @throws RangeError unless every parameter has its shape; biases may be left out */
export function requireParameters(
  where: string,
  params: Readonly<Record<string, Float64Array | undefined>>,
  shapes: readonly ParameterShape[],
): void {
  for (const { name, shape } of shapes) {
    const array = params[name];
    if (array === undefined && optional.includes(name)) continue;
    requireShape(where, name, array as Float64Array, shape);
  }
}

/**
 * The rows x_1 … x_T of a sequence that a cell reads.
 * @throws RangeError unless the sizes are positive integers that the parameters and the rows fit
 */
export function rowsOf(
  where: string,
  kind: CellKind,
  { inputSize, hiddenSize }: CellSize,
  params: Readonly<Record<string, Float64Array | undefined>>,
  inputs: Float64Array,
): Float64Array[] {
  requireSizes(where, { inputSize, hiddenSize });
  const rows = rowsIn(where, inputs, inputSize);
  requireParameters(where, params, cellParameters(kind, { inputSize, hiddenSize }));
  return rows;
}

/** @throws RangeError unless there are whole rows, at least one */
export function rowsIn(where: string, inputs: Float64Array, inputSize: number): Float64Array[] {
  const time = inputs.length / inputSize;
  if (!Number.isInteger(time) || time < 1) {
    throw new RangeError(
      `${where}: inputs must be [time ≥ 1, ${inputSize}], received ${inputs.length} numbers`,
    );
  }
  return Array.from({ length: time }, (_, t) => inputs.subarray(t * inputSize, (t + 1) * inputSize));
}

/** The state before the first step. @throws RangeError if it is not [hiddenSize] */
export function initialState(
  where: string,
  name: string,
  hiddenSize: number,
  given: Float64Array | undefined,
): Float64Array {
  if (given === undefined) return new Float64Array(hiddenSize);
  requireShape(where, name, given, [hiddenSize]);
  return given;
}

/** Zeros in the shape of the parameters. */
export function zerosLike<P extends Parameters>(params: P): P {
  const zeros = Object.entries(params)
    .filter(([, array]) => array !== undefined)
    .map(([name, array]) => [name, new Float64Array(array.length)]);
  return Object.fromEntries(zeros) as P;
}
